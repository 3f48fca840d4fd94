internal import ArgumentParser
internal import ContainerNetwork
internal import Netlink

/// A verb that does something in a network namespace.
protocol NetworkCommand: ParsableCommand {
  var common: CommonOptions { get }

  /// False when what it does cannot be taken back; see `cnet batch --atomic`.
  static var canBeUndone: Bool { get }

  /// Whether `--dry-run` was given.
  var isDryRun: Bool { get }

  /// Whether what follows the first word of its own belongs to another program, help included.
  static var passesArgumentsThrough: Bool { get }

  /// Does it.
  ///
  /// - Throws: ``NetlinkError`` when the kernel refused, ``ArgumentParser/ValidationError`` when
  ///   the arguments make no sense together, ``ArgumentParser/ExitCode`` to end with another status.
  func execute(_ plumber: Plumber, _ output: Output) throws
}

extension NetworkCommand {
  static var canBeUndone: Bool { true }
  var isDryRun: Bool { false }
  static var passesArgumentsThrough: Bool { false }
}
