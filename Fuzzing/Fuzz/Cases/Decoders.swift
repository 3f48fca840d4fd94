@testable import NFTables
import Netlink
import RouteNetlink

extension Case {
  /// The values that messages are read into: what was read and is written is read again as the same.
  static let decoders = Case("decoders", seeds: "netlink") { bytes in
    var messages = Messages(bytes)
    while let message = try messages.next() {
      _ = try? RouteEvent(message)
      _ = try? NamespaceIDEntry(message)
      _ = try? BaseChain(message)
      _ = try? Masquerade.TaggedRule(message)
      switch message.type.rawValue & ~3 {
      case RTM.newlink.rawValue: tryLink(message)
      case RTM.newaddr.rawValue:
        guard let address = try? Address(message) else { continue }
        let again = read(encoded { (m) throws(MessageError) in try address.encode(into: &m) }) {
          (message) throws(MessageError) in try Address(message)
        }
        expect(again == nil || again == address, "\(address) became \(String(describing: again))")
      case RTM.newroute.rawValue:
        guard let route = try? Route(message) else { continue }
        let again = read(encoded { (m) throws(MessageError) in try route.encode(into: &m) }) {
          (message) throws(MessageError) in try Route(message)
        }
        expect(
          again == nil || again == route.asRequested,
          "\(route) became \(String(describing: again))")
      case RTM.newneigh.rawValue:
        guard var neighbor = try? Neighbor(message) else { continue }
        let again = read(encoded { (m) throws(MessageError) in try neighbor.encode(into: &m) }) {
          (message) throws(MessageError) in try Neighbor(message)
        }
        // Only reported.
        neighbor.extendedFlags = 0
        expect(again == nil || again == neighbor, "\(neighbor) became \(String(describing: again))")
      case RTM.newrule.rawValue:
        guard let rule = try? RoutingRule(message) else { continue }
        for prefix in [rule.source, rule.destination].compactMap(\.self) {
          expect(IPPrefix("\(prefix)") == prefix, "\(prefix) is not read again as it is written")
        }
      default: break
      }
    }
  }

  private static func tryLink(_ message: MessageView) {
    if let link = try? Link(message) {
      expect((try? Link(message)) == link, "a link is not equal to itself")
      if let kind = link.data { tryKind(kind) }
      if let port = link.port { tryPort(port) }
    }
    if let view = try? LinkView(message) {
      expect(
        message.payload.byteOffsets(of: view.name) != nil || view.name.byteCount == 0, "a name")
      expect(
        message.payload.byteOffsets(of: view.kind) != nil || view.kind.byteCount == 0, "a kind")
    }
    if let settings = try? LinkSettings(message) {
      let again = read(encoded { (m) throws(MessageError) in try settings.encode(into: &m) }) {
        (message) throws(MessageError) in try LinkSettings(message)
      }
      expect(again == nil || again == settings, "\(settings) became \(String(describing: again))")
    }
  }

  /// A message that `body` fills. nil: it is too much for one, which is all that may be against it.
  static func encoded(_ body: (inout MessageBuilder) throws(MessageError) -> Void) -> [UInt8]? {
    // Little, since more is slower to make.
    var buffer = MessageBuffer(capacity: 4096)
    do throws(MessageError) {
      try buffer.append(.noop, flags: [], body)
    } catch {
      switch error {
      case .noSpace, .attributeTooLong: return nil
      default: fatalError("what was read cannot be written: \(error)")
      }
    }
    return buffer.bytes.array
  }

  /// Reads what we wrote, which must be possible. nil: it was too much to be written.
  private static func read<Value>(
    _ bytes: [UInt8]?, _ decode: (MessageView) throws(MessageError) -> Value?
  ) -> Value? {
    bytes.map { readBack($0, decode) }
  }

  private static func readBack<Value>(
    _ bytes: [UInt8], _ decode: (MessageView) throws(MessageError) -> Value?
  ) -> Value {
    var messages = Messages(bytes)
    do throws(MessageError) {
      while let message = try messages.next() {
        if let value = try decode(message) { return value }
      }
    } catch {
      fatalError("what was written cannot be read: \(error)")
    }
    fatalError("what was written is nothing")
  }
}

extension Route {
  /// Without what is only reported, and with what a request leaves out left out.
  fileprivate var asRequested: Route {
    var route = self
    route.flags &= 0xFF
    if let destination {
      route.destination = IPPrefix(destination.network, length: destination.length)
    }
    if let source { route.source = IPPrefix(source.network, length: source.length) }
    if nextHopID != nil {
      route.gateway = nil
      route.link = nil
      route.nextHops = []
    }
    return route
  }
}
