import AttachmentConfiguration
import RouteNetlink
import Testing

@testable import CNI

@Suite("Ranges of addresses")
struct AddressRangeTests {
  private func range(_ text: String) throws -> AddressRange? {
    var fields = try Fields(try json(text), "range")
    return try AddressRange(&fields)
  }

  private func refusal(_ text: String) -> String? {
    do {
      _ = try range(text)
      return nil
    } catch {
      return (error as? ConfigurationError)?.description
    }
  }

  @Test("What is not said: the gateway is the first address, broadcast is left out")
  func defaults() throws {
    let four = try #require(try range(#"{"subnet": "10.1.0.0/24"}"#))
    #expect(four.first.description == "10.1.0.1")
    #expect(four.last.description == "10.1.0.254")
    #expect(four.gateway.description == "10.1.0.1")
    let six = try #require(try range(#"{"subnet": "fd00:1::/64"}"#))
    #expect(six.first.description == "fd00:1::1")
    #expect(six.last.description == "fd00:1::ffff:ffff:ffff:ffff")
    let wide = try #require(try range(#"{"subnet": "fd00::/8"}"#))
    #expect(wide.last.description == "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
    #expect(
      try #require(try range(#"{"subnet": "0.0.0.0/0"}"#)).last.description == "255.255.255.254")
    #expect(try range("{}") == nil)
  }

  @Test("What cannot be")
  func refusals() {
    #expect(refusal(#"{"subnet": "10.1.0.0/31"}"#)?.contains("too small") == true)
    #expect(refusal(#"{"subnet": "10.1.0.1/24"}"#)?.contains("10.1.0.0/24") == true)
    #expect(refusal(#"{"subnet": "10.1.0.0"}"#) != nil)
    #expect(refusal(#"{"subnet": "10.1.0.0/24", "rangeStart": "10.2.0.1"}"#) != nil)
    #expect(refusal(#"{"subnet": "10.1.0.0/24", "rangeEnd": "fd00::1"}"#) != nil)
    #expect(
      refusal(#"{"subnet": "10.1.0.0/24", "rangeStart": "10.1.0.9", "rangeEnd": "10.1.0.3"}"#)
        != nil)
    #expect(refusal(#"{"rangeStart": "10.1.0.1"}"#) != nil)
  }

  @Test("Each address once, from where the last was, without gateways")
  func order() throws {
    let set = RangeSet(ranges: [
      try #require(try range(#"{"subnet": "10.1.0.0/29", "rangeEnd": "10.1.0.3"}"#)),
      try #require(try range(#"{"subnet": "10.2.0.0/30", "gateway": "10.2.0.2"}"#)),
    ])
    func all(_ start: String?) -> [String] {
      set.candidates(behind: start.flatMap { IPAddress($0) }).map { "\($0.0)" }
    }
    #expect(all(nil) == ["10.1.0.2", "10.1.0.3", "10.2.0.1"])
    #expect(all("10.1.0.2") == ["10.1.0.3", "10.2.0.1", "10.1.0.2"])
    #expect(all("10.2.0.1") == ["10.1.0.2", "10.1.0.3", "10.2.0.1"])
    // A gateway as the last one given, and one that is in no range.
    #expect(all("10.1.0.1") == ["10.1.0.2", "10.1.0.3", "10.2.0.1"])
    #expect(all("10.9.0.1") == all(nil))
    let single = RangeSet(ranges: [
      try #require(
        try range(#"{"subnet": "10.1.0.0/24", "rangeStart": "10.1.0.5", "rangeEnd": "10.1.0.5"}"#))
    ])
    #expect(single.candidates(behind: nil).map { "\($0.0)" } == ["10.1.0.5"])
    #expect(single.candidates(behind: IPAddress("10.1.0.5")).map { "\($0.0)" } == ["10.1.0.5"])
  }
}
