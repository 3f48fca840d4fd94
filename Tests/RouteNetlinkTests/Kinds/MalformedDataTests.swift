import Netlink
import RouteNetlink
import TestSupport
import Testing

/// Bytes that no kernel should send: every decoder throws or skips, and never traps.
@Suite("Malformed data of kinds")
struct MalformedDataTests {
  /// Every decoder of `IFLA_INFO_DATA` and `IFLA_INFO_SLAVE_DATA`.
  static let decoders: [Decoder] =
    LinkKinds.all.map { kind(of: $0) } + LinkKinds.all.compactMap { $0.port.map { port(of: $0) } }

  struct Decoder: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var schema: AttributeSchema
    /// Reads, and says whether that was refused.
    var refuses: @Sendable ([UInt8]) -> Bool
  }

  static func kind<Kind: LinkKind>(of type: Kind.Type) -> Decoder {
    Decoder(testDescription: Kind.name, schema: Kind.schema) { bytes in
      do throws(MessageError) {
        _ = try read(type, bytes)
        return false
      } catch {
        return true
      }
    }
  }

  static func port<Port: LinkPort>(of type: Port.Type) -> Decoder {
    Decoder(testDescription: "\(Port.masterKind) port", schema: Port.schema) { bytes in
      do throws(MessageError) {
        _ = try read(port: type, bytes)
        return false
      } catch {
        return true
      }
    }
  }

  @Test("A payload of the wrong length is refused", arguments: decoders)
  func wrongLength(_ decoder: Decoder) {
    for (type, field) in decoder.schema.fields {
      switch field.form {
      case .unsigned, .signed, .bigEndian, .bits, .named, .flags, .address, .structure:
        // No integer, address or structure is of this length. Padding is no attribute.
        #expect(decoder.refuses([7, 0, UInt8(type), 0, 1, 2, 3, 0]), "\(field.name)")
      case .flag, .text, .bytes, .nest, .message, .array, .chosen, .numbers, .records, .via: break
      }
    }
  }

  @Test("An attribute that is cut off is refused", arguments: decoders)
  func truncated(_ decoder: Decoder) {
    // Known or unknown, the length says more than there is.
    for type in [UInt8](1...60) {
      #expect(decoder.refuses([8, 0, type, 0, 1, 2, 3]))
      #expect(decoder.refuses([0xFF, 0xFF, type, 0, 1, 2, 3, 4]))
      // Less than the header itself.
      #expect(decoder.refuses([3, 0, type, 0, 1, 2, 3, 4]))
    }
  }

  @Test("Unknown attributes are skipped, and so are fewer than four bytes", arguments: decoders)
  func unknown(_ decoder: Decoder) {
    #expect(!decoder.refuses([]))
    #expect(!decoder.refuses([0xFF]))
    #expect(!decoder.refuses([4, 0, 0xE8, 3]))
    #expect(!decoder.refuses([7, 0, 0xE8, 3, 1, 2, 3, 0, 4, 0, 0xE9, 3]))
  }

  @Test("A nest inside is looked at as closely")
  func nests() {
    let brokenInside: [UInt8] = [8, 0, 1, 0]
    func nest(_ type: UInt8) -> [UInt8] { [8, 0, type, 0] + brokenInside }
    #expect(Self.kind(of: Macvlan.self).refuses(nest(5)))
    #expect(Self.kind(of: VLAN.self).refuses(nest(3)))
    #expect(Self.kind(of: VLAN.self).refuses(nest(4)))
    #expect(Self.kind(of: Bridge.self).refuses(nest(47)))
    // The peer's ifinfomsg is not whole.
    #expect(Self.kind(of: Veth.self).refuses(nest(1)))
    #expect(Self.kind(of: Netkit.self).refuses(nest(1)))
    for type: UInt8 in [8, 23, 31] { #expect(Self.kind(of: Bond.self).refuses(nest(type))) }
  }

  @Test("No bytes make a decoder trap", arguments: decoders)
  func anyBytes(_ decoder: Decoder) {
    var random = SmallRandom(state: 0x5EED)
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        let payload = [UInt8](
          repeating: .random(in: 0...255, using: &random),
          count: Int.random(in: 0...20, using: &random))
        // Mostly the right length, so that what lies behind is reached.
        let length =
          UInt8(payload.count + 4)
          &+ (Bool.random(using: &random) ? 0 : .random(in: 0...3, using: &random))
        bytes += [
          length, 0, .random(in: 0...50, using: &random), .random(in: 0...1, using: &random) << 7,
        ]
        bytes += payload + [UInt8](repeating: 0, count: (4 - payload.count % 4) % 4)
      }
      _ = decoder.refuses(bytes)
      _ = try? readLink(linkInfo: bytes)
    }
  }
}

/// The same sequence in every run (SplitMix64).
struct SmallRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
