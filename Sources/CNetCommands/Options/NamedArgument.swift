public import ArgumentParser

/// A number that has a name on the command line.
public protocol NamedArgument: ExpressibleByArgument, CaseIterable, RawRepresentable
where RawValue: ExpressibleByArgument {
  /// The name, as `ip` writes it; by default the case's own.
  var argument: String { get }
}

extension NamedArgument {
  public init?(argument: String) {
    guard let value = Self.allCases.first(where: { $0.argument == argument }) else { return nil }
    self = value
  }

  /// For messages and completions; by default these would be the numbers.
  public static var allValueStrings: [String] { allCases.map(\.argument) }

  public var defaultValueDescription: String { argument }
  public var argument: String { "\(self)" }
}
