import ContainerNetwork
import Netlink
import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

/// The kernel makes web0 of `web%d`, which then nobody finds by the name that was given.
@Suite("Names that are patterns", .makesNamespaces, .kernelHas(Veth.self))
struct NewNameTests {
  @Test("The library makes, renames and moves nothing by a pattern")
  func refused() throws {
    var fixture = try NamespaceFixture()
    _ = try fixture.makeParent("p0")
    let other = try NetworkNamespace.anonymous()
    let plumber = try Plumber(from: .fileDescriptor(fixture.namespace.fileDescriptor))
    let elsewhere = NamespaceReference.fileDescriptor(other.fileDescriptor)
    let names = try fixture.socket.links().map(\.name)
    var rename = LinkChange()
    rename.settings.name = "w%d"
    var attachment = Attachment("eth0", .veth(Attachment.VethEnd()))
    if case .veth(var end) = attachment.kind {
      end.name = "h%d"
      attachment.kind = .veth(end)
    }
    for work: () throws -> Void in [
      { try plumber.add(VethPair(host: "a%d", peer: "b")) },
      { try plumber.add(VethPair(host: "a", peer: "b%d")) },
      { try plumber.add(NewLink("m%d", Macvlan(mode: .bridge), parent: "p0")) },
      { try plumber.setLink("p0", rename) },
      { try plumber.moveLink("p0", to: elsewhere, newName: "e%d") },
      { _ = try plumber.attach("c", to: elsewhere, [attachment]) },
    ] {
      let error = #expect(throws: NetlinkError.self) { try work() }
      #expect(error?.errno == .invalidArgument)
      #expect(error?.message?.hasSuffix("the kernel takes '%' for a pattern") == true)
    }
    #expect(try fixture.socket.links().map(\.name) == names)
  }
}
