public import Netlink

/// A way to say which namespace is meant: `NAME`, `pid:PID`, `/path` or `fd:N`.
public enum NamespaceReference: Hashable, Sendable {
  /// A name in ``NetworkNamespace/directory``.
  case name(String)
  case process(Int32)
  case path(String)
  case fileDescriptor(Int32)

  /// Reads the text form; nil when it is none.
  public init?(_ text: String) {
    if text.hasPrefix("pid:") {
      guard let pid = decimal(text.dropFirst(4)), pid > 0 else { return nil }
      self = .process(pid)
    } else if text.hasPrefix("fd:") {
      guard let number = decimal(text.dropFirst(3)) else { return nil }
      self = .fileDescriptor(number)
    } else if text.hasPrefix("/") {
      guard !text.utf8.contains(0) else { return nil }
      self = .path(text)
    } else {
      guard NetworkNamespace.isName(text) else { return nil }
      self = .name(text)
    }
  }

  /// - Throws: ``NetlinkError`` when there is no such namespace, or it may not be opened.
  public func open() throws(NetlinkError) -> NetworkNamespace {
    switch self {
    case .name(let name): try NetworkNamespace(named: name)
    case .process(let pid): try NetworkNamespace(pid: pid)
    case .path(let path): try NetworkNamespace(path: path)
    case .fileDescriptor(let number): try NetworkNamespace(fileDescriptor: number)
    }
  }
}

/// Digits and nothing else: `Int32` would also take a sign.
private func decimal(_ text: Substring) -> Int32? {
  let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
  return text.utf8.allSatisfy(digits.contains) ? Int32(text) : nil
}

extension NamespaceReference: CustomStringConvertible {
  public var description: String {
    switch self {
    case .name(let name): name
    case .process(let pid): "pid:\(pid)"
    case .path(let path): path
    case .fileDescriptor(let number): "fd:\(number)"
    }
  }
}
