import RouteNetlink
import Testing

@Suite("MAC addresses") struct MACAddressTests {
  @Test(arguments: ["02:00:5e:10:00:01", "02:00:5E:10:00:01"])
  func readsAndPrints(_ text: String) throws {
    let mac = try #require(MACAddress(text))
    #expect(mac == MACAddress(0x02, 0x00, 0x5E, 0x10, 0x00, 0x01))
    #expect(mac.description == "02:00:5e:10:00:01")
  }

  @Test(arguments: [
    "", ":", "02:00:5e:10:00", "02:00:5e:10:00:01:02", "2:0:5e:10:0:1", "02-00-5e-10-00-01",
    "02005e100001", "02:00:5e:10:00:0g", "02:00:5e:10:00:001", " 02:00:5e:10:00:01",
    "02:00:5e:10:00:01\n", "02:00:5e:10:00:+1", "02:00:5e:10:00:٠١", "::::::", "02::5e:10:00:01",
  ])
  func refuses(_ text: String) { #expect(MACAddress(text) == nil) }

  @Test func knowsGroups() {
    #expect(MACAddress(1, 0, 0, 0, 0, 0).isMulticast)
    #expect(MACAddress(255, 255, 255, 255, 255, 255).isMulticast)
    #expect(!MACAddress(2, 1, 1, 1, 1, 1).isMulticast)
    #expect(MACAddress(0, 0, 0, 0, 0, 0).isZero)
    #expect(!MACAddress(0, 0, 0, 0, 0, 1).isZero)
  }

  @Test func linkAddressesHaveAnyLength() {
    #expect(LinkAddress([10, 0, 0, 1]).description == "0a:00:00:01")
    #expect(LinkAddress([]).description == "")
    #expect(LinkAddress([10, 0, 0, 1]).mac == nil)
    #expect(LinkAddress([2, 0, 0, 0, 0, 255]).mac == MACAddress(2, 0, 0, 0, 0, 255))
  }
}

@Suite("IP addresses") struct IPAddressTests {
  static let pairs: [(String, IPAddress)] = [
    ("0.0.0.0", .v4(0)), ("10.1.2.3", .v4(0x0A01_0203)), ("255.255.255.255", .v4(.max)),
    ("::", .v6(0, 0)), ("::1", .v6(0, 1)), ("fd00:1::5", .v6(0xFD00_0001_0000_0000, 5)),
    ("fe80::ff:fe00:a", .v6(0xFE80_0000_0000_0000, 0xFF_FE00_000A)),
    ("2001:db8:1:2:3:4:5:6", .v6(0x2001_0DB8_0001_0002, 0x0003_0004_0005_0006)),
  ]

  @Test(arguments: pairs) func readsAndPrints(_ text: String, _ address: IPAddress) {
    #expect(IPAddress(text) == address)
    #expect(address.description == text)
    #expect(IPAddress(bytes: address.bytes) == address)
    #expect(address.bytes.count * 8 == address.bitWidth)
    #expect(address.family == (address.bitWidth == 32 ? 2 : 10))
  }

  @Test(arguments: [
    "", "10.1.2", "10.1.2.3.4", "300.1.1.1", "10.1.2.3 ", "01.2.3.4", "10.1.2.3\0", "0x0a000001",
    "1", ":", ":::", "fd00::1::2", "fe80::1%eth0", "12345::", "10.1.2.3/24", "a.b.c.d", "default",
    "1:2:3:4:5:6:7:8:9", "+1.2.3.4",
  ])
  func refuses(_ text: String) { #expect(IPAddress(text) == nil) }

  @Test func bytesMustBeFourOrSixteen() {
    for count in 0...20 where count != 4 && count != 16 {
      #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
  }

  @Test func knowsSpecialOnes() throws {
    func that(_ property: KeyPath<IPAddress, Bool>, _ yes: [String], _ no: [String]) throws {
      for text in yes { #expect(try #require(IPAddress(text))[keyPath: property], "\(text)") }
      for text in no { #expect(try !#require(IPAddress(text))[keyPath: property], "\(text)") }
    }
    try that(\.isLoopback, ["127.0.0.1", "127.255.0.1", "::1"], ["126.0.0.1", "128.0.0.1", "::2"])
    try that(
      \.isLinkLocal, ["169.254.1.1", "fe80::1", "febf::1"], ["169.255.1.1", "fec0::1", "fe00::1"])
    try that(
      \.isMulticast, ["224.0.0.1", "239.255.255.255", "ff02::1"],
      ["223.255.255.255", "240.0.0.1", "fe80::1"])
    try that(\.isUnspecified, ["0.0.0.0", "::"], ["0.0.0.1", "::1"])
  }
}

@Suite("Prefixes") struct IPPrefixTests {
  @Test(
    arguments: [
      ("10.1.2.3/24", "10.1.2.0", "10.1.2.255"), ("10.1.2.3/0", "0.0.0.0", "255.255.255.255"),
      ("10.1.2.3/1", "0.0.0.0", "127.255.255.255"), ("10.1.2.3/30", "10.1.2.0", "10.1.2.3"),
      ("10.1.2.3/31", "10.1.2.2", nil), ("10.1.2.3/32", "10.1.2.3", nil),
      ("fd00:1:2:3:4:5:6:7/0", "::", nil), ("fd00:1:2:3:4:5:6:7/48", "fd00:1:2::", nil),
      ("fd00:1:2:3:4:5:6:7/63", "fd00:1:2:2::", nil),
      ("fd00:1:2:3:4:5:6:7/64", "fd00:1:2:3::", nil),
      ("fd00:1:2:3:4:5:6:7/65", "fd00:1:2:3::", nil),
      ("fd00:1:2:3:84:5:6:7/73", "fd00:1:2:3:80::", nil),
      ("fd00:1:2:3:4:5:6:7/127", "fd00:1:2:3:4:5:6:6", nil),
      ("fd00:1:2:3:4:5:6:7/128", "fd00:1:2:3:4:5:6:7", nil),
    ] as [(String, String, String?)])
  func networks(_ text: String, _ network: String, _ broadcast: String?) throws {
    let prefix = try #require(IPPrefix(text))
    #expect(prefix.description == text)
    #expect(prefix.network.description == network)
    #expect(prefix.broadcast?.description == broadcast)
    #expect(prefix.contains(prefix.address))
    #expect(prefix.contains(prefix.network))
  }

  @Test func anAddressAloneIsAHost() {
    #expect(IPPrefix("10.1.2.3")?.length == 32)
    #expect(IPPrefix("fd00::1")?.length == 128)
  }

  @Test(arguments: [
    "", "/", "/24", "10.1.2.3/", "10.1.2.3/33", "fd00::1/129", "10.1.2.3/-1", "10.1.2.3/+8",
    "10.1.2.3/24/24", "10.1.2.3/255.255.255.0", "10.1.2.3/0024", "10.1.2.3/ 24", "300.1.1.1/8",
    "10.1.2.3/99999999999999999999", "default",
  ])
  func refuses(_ text: String) { #expect(IPPrefix(text) == nil) }

  @Test func lengthsMustFit() {
    #expect(IPPrefix(.v4(0), length: -1) == nil)
    #expect(IPPrefix(.v4(0), length: 33) == nil)
    #expect(IPPrefix(.v6(0, 0), length: 129) == nil)
    #expect(IPPrefix(.v4(0), length: .max) == nil)
  }

  @Test func containsItsOwn() throws {
    let prefix = try #require(IPPrefix("10.1.2.3/24"))
    #expect(prefix.contains(try #require(IPAddress("10.1.2.200"))))
    #expect(!prefix.contains(try #require(IPAddress("10.1.3.1"))))
    #expect(!prefix.contains(try #require(IPAddress("fd00::1"))))
    let all = try #require(IPPrefix("::/0"))
    #expect(all.contains(try #require(IPAddress("fd00::1"))))
    #expect(!all.contains(try #require(IPAddress("10.1.2.3"))))
  }
}
