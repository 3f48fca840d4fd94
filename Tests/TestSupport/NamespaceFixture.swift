internal import Foundation
internal import Netlink
public import NetworkNamespace
public import RouteNetlink

/// A fresh network namespace with a socket in it, gone with its owner.
public struct NamespaceFixture: ~Copyable {
  public let namespace: NetworkNamespace
  public var socket: RouteSocket

  public init() throws {
    let namespace = try NetworkNamespace.anonymous()
    socket = RouteSocket(try namespace.openSocket(.route, schema: .route))
    self.namespace = namespace
  }

  /// Runs a shell command inside the namespace. What it prints comes back; its errors go to
  /// the test's own.
  ///
  /// - Throws: ``CommandFailure`` when it does not end with status 0.
  @discardableResult
  public func run(_ command: String) throws -> String {
    let result = try namespace.run { () in CommandResult(running: command) }
    guard result.status == 0 else { throw CommandFailure(command: command, result: result) }
    return result.output
  }

  /// What `ip` says about a link: another reader of what this project wrote.
  public func ipLink(_ name: String) throws -> JSON {
    try JSON(parsing: run("ip -json -details link show dev '\(name)'"))[0]
  }

  /// Makes a veth pair for others to be built upon, and returns the index of its first end.
  public mutating func makeParent(_ name: String = "parent0") throws -> Int32 {
    try socket.createLink(LinkSettings(name: name), Veth(peer: LinkSettings(name: name + "p")))
    return try socket.link(.name(name)).index
  }
}

public struct CommandFailure: Error, CustomStringConvertible {
  public var command: String
  public var result: CommandResult

  public var description: String {
    "`\(command)` ended with status \(result.status): \(result.output)"
  }
}

/// A JSON value whose parts are asked for by name; what is missing is `null`, and so are its parts.
public struct JSON: CustomStringConvertible {
  private let value: Any?

  private init(_ value: Any?) { self.value = value }

  public init(parsing text: String) throws {
    value = try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  public subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }

  public subscript(index: Int) -> JSON {
    guard let array = value as? [Any], array.indices.contains(index) else { return JSON(nil) }
    return JSON(array[index])
  }

  public var exists: Bool { value != nil }
  public var string: String? { value as? String }
  public var int: Int? { value as? Int }
  public var double: Double? { value as? Double }
  /// `true`, or the number 1, which `ip` often prints for it.
  public var bool: Bool? { (value as? Bool) ?? int.map { $0 != 0 } }
  public var array: [JSON] { (value as? [Any])?.map { JSON($0) } ?? [] }
  public var strings: [String] { array.compactMap(\.string) }
  public var description: String { value.map { "\($0)" } ?? "null" }
}
