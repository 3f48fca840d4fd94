import Netlink
import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

@testable import ContainerNetwork

/// The way that links are made when an old kernel looks for their name in the wrong namespace.
/// Newer ones never ask for it, so it is called by itself.
@Suite("Links under a temporary name", .makesNamespaces, .kernelHas(Macvlan.self))
struct TemporaryNameTests {
  private func plumber(_ home: borrowing NamespaceFixture) throws -> Plumber {
    try Plumber(from: .fileDescriptor(home.namespace.fileDescriptor))
  }

  @Test("The link ends up under its own name, up and with its MAC")
  func renamed() throws {
    var home = try NamespaceFixture()
    let other = try NamespaceFixture()
    let plumber = try plumber(home)
    let target = try plumber.connect(to: .fileDescriptor(other.namespace.fileDescriptor))
    var settings = LinkSettings(name: "eth0")
    settings.parent = try home.makeParent()
    settings.namespace = target.namespace.fileDescriptor
    settings.mac = MACAddress("02:00:5e:10:00:09")
    settings.up = true
    // The name is taken here, as it is where old kernels stumble.
    try home.socket.createLink(LinkSettings(name: "eth0"), Bridge())
    try plumber.createUnderTemporaryName(settings, Macvlan(mode: .bridge), in: target)

    let made = try other.ipLink("eth0")
    #expect(made["address"].string == "02:00:5e:10:00:09")
    #expect(made["flags"].strings.contains("UP"))
    #expect(made["linkinfo"]["info_kind"].string == "macvlan")
    #expect(try other.run("ls /sys/class/net 2>/dev/null; ip -o link | wc -l").hasSuffix("2\n"))
  }

  @Test("It is gone when the name is taken there after all")
  func undone() throws {
    var home = try NamespaceFixture()
    var other = try NamespaceFixture()
    let plumber = try plumber(home)
    let target = try plumber.connect(to: .fileDescriptor(other.namespace.fileDescriptor))
    try other.socket.createLink(LinkSettings(name: "eth0"), Bridge())
    var settings = LinkSettings(name: "eth0")
    settings.parent = try home.makeParent()
    settings.namespace = target.namespace.fileDescriptor
    let before = try other.run("ip -d link") + home.run("ip -d link")
    let error = #expect(throws: NetlinkError.self) {
      try plumber.transaction { () throws(NetlinkError) in
        try plumber.createUnderTemporaryName(settings, Macvlan(mode: .bridge), in: target)
      }
    }
    #expect(error?.errno == .fileExists)
    #expect(error?.leftBehind == [])
    #expect(try other.run("ip -d link") + home.run("ip -d link") == before)
  }
}
