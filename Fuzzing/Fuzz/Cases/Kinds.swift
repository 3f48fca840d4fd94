@testable import CNetCommands
import Netlink
import RouteNetlink

extension Case {
  /// What only one kind of link or port has, read as that of each.
  static let kinds = Case("kinds", seeds: "kinds") { bytes in
    for type in LinkKinds.all {
      if let kind = try? type.init(data: Attributes(bytes.span.raw)) { tryKind(kind) }
      if let port = try? type.port?.init(data: Attributes(bytes.span.raw)) { tryPort(port) }
    }
  }

  /// Written and read, a value loses what is only reported. Once more, it stays what it is.
  static func tryKind<Kind: LinkKind>(_ kind: Kind) {
    guard let bytes = encoded({ (m) throws(MessageError) in try kind.encode(into: &m) })
    else { return }
    let again = mustSucceed("read a \(Kind.name)") { try Kind(data: attributes(bytes)) }
    if !kind.hasData { expect(bytes.count == MessageHeader.size, "data where there is none") }
    guard let bytesAgain = encoded({ (m) throws(MessageError) in try again.encode(into: &m) })
    else { fatalError("a \(Kind.name) has grown") }
    let third = mustSucceed("read a \(Kind.name) again") { try Kind(data: attributes(bytesAgain)) }
    expect(again == third, "\(again) became \(third)")
  }

  static func tryPort<Port: LinkPort>(_ port: Port) {
    guard let bytes = encoded({ (m) throws(MessageError) in try port.encode(into: &m) })
    else { return }
    let again = mustSucceed("read a port") { try Port(data: attributes(bytes)) }
    guard let bytesAgain = encoded({ (m) throws(MessageError) in try again.encode(into: &m) })
    else { fatalError("a port has grown") }
    let third = mustSucceed("read a port again") { try Port(data: attributes(bytesAgain)) }
    expect(again == third, "\(again) became \(third)")
  }

  @_lifetime(borrow message)
  private static func attributes(_ message: borrowing [UInt8]) -> Attributes {
    Attributes(message.span.raw.extracting(droppingFirst: MessageHeader.size))
  }
}
