// Foundation's Process waits on run loops of the calling thread, and has been seen to miss the end of
// children when many tests run them at once. This spawns, reads and waits with nothing in between.

internal import CLinux
internal import Foundation

/// A program that was started, with pipes to it. It is waited for by ``wait()``.
public final class Subprocess {
  public struct Outcome: Sendable {
    /// The exit status; 128 and the number of the signal that ended it.
    public var status: Int32
    /// What it wrote to its standard output, and to its standard error, byte for byte.
    public var outputBytes: [UInt8]
    public var errorBytes: [UInt8]

    /// As text, with U+FFFD for what is not UTF-8.
    public var output: String { String(decoding: outputBytes, as: UTF8.self) }
    public var errors: String { String(decoding: errorBytes, as: UTF8.self) }
  }

  public let pid: Int32
  private let input: FileHandle?
  private let output: FileHandle
  private let errors: FileHandle?

  /// - Parameters:
  ///   - arguments: the program, looked up on the path, and its arguments.
  ///   - environment: the whole of it; nil is the test's own.
  ///   - keepsInput: leave its standard input open until ``closeInput()``; else it is `/dev/null`.
  ///   - joinsErrors: send standard error where standard output goes.
  public init(
    _ arguments: [String], environment: [String: String]? = nil, keepsInput: Bool = false,
    joinsErrors: Bool = false
  ) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // Pipes are O_CLOEXEC, so that no other child, started at the same time, holds them open.
    let toChild = keepsInput ? try Self.pipe() : nil
    let fromChild = try Self.pipe()
    let complaints = joinsErrors ? nil : try Self.pipe()
    if let toChild {
      unsafe posix_spawn_file_actions_adddup2(&actions, toChild.read, 0)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, fromChild.write, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, (complaints ?? fromChild).write, 2)

    let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
    let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let envp = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe (argv + envp).forEach { unsafe free($0) }
    }
    // Tests run on threads that hold back signals, which a child would inherit.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child: pid_t = 0
    let error = unsafe posix_spawnp(&child, arguments[0], &actions, &attributes, argv, envp)
    for descriptor in [toChild?.read, fromChild.write, complaints?.write] {
      if let descriptor { close(descriptor) }
    }
    output = FileHandle(fileDescriptor: fromChild.read, closeOnDealloc: true)
    errors = complaints.map { FileHandle(fileDescriptor: $0.read, closeOnDealloc: true) }
    input = toChild.map { FileHandle(fileDescriptor: $0.write, closeOnDealloc: true) }
    pid = child
    guard error == 0 else {
      throw SubprocessFailure(
        description: "\(arguments): \(unsafe String(cString: strerror(error)))")
    }
  }

  /// What it has written to its standard output, as soon as there is something.
  public func readSome() -> String {
    String(decoding: output.availableData, as: UTF8.self)
  }

  public func closeInput() { try? input?.close() }

  /// Reads all that it writes, and waits for its end. What it started and left behind may hold the
  /// pipes open for ever: a second after the end nobody listens any more.
  public func wait() -> Outcome {
    var printed: [UInt8] = []
    var complained: [UInt8] = []
    // Both at once: a full pipe would stop it.
    var open = [pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)]
    if let errors {
      open.append(pollfd(fd: errors.fileDescriptor, events: Int16(POLLIN), revents: 0))
    }
    let process = linux_pidfd_open(pid)
    defer { close(process) }
    open.append(pollfd(fd: process, events: Int16(POLLIN), revents: 0))
    var timeout: Int32 = -1
    var piece = [UInt8](repeating: 0, count: 64 * 1024)
    while open.contains(where: { $0.fd != process }) {
      let ready = unsafe poll(&open, nfds_t(open.count), timeout)
      guard ready > 0 || (ready < 0 && errno == EINTR) else { break }
      for entry in open where entry.revents != 0 {
        if entry.fd == process {
          open.removeAll { $0.fd == process }
          timeout = 1000
          continue
        }
        let count = unsafe read(entry.fd, &piece, piece.count)
        if count > 0 {
          if entry.fd == output.fileDescriptor {
            printed += piece[..<count]
          } else {
            complained += piece[..<count]
          }
        } else if count == 0 || errno != EINTR {
          open.removeAll { $0.fd == entry.fd }
        }
      }
    }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return Outcome(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F,
      outputBytes: printed, errorBytes: complained)
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard unsafe linux_pipe(&ends) == 0 else {
      throw SubprocessFailure(description: "pipe: errno \(errno)")
    }
    return (ends[0], ends[1])
  }
}

public struct SubprocessFailure: Error, CustomStringConvertible {
  public var description: String
}
