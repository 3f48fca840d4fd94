import ContainerNetwork
import NetworkWorld
import Testing

/// Whose a namespace is, read from what runtimes leave behind.
@Suite("Owners")
struct OwnerTests {
  static let id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

  @Test(
    "Control groups of containers",
    arguments: [
      ("/system.slice/docker-\(id).scope", id),
      ("/docker/\(id)", id),
      ("/kubepods.slice/kubepods-pod7f3c2a10.slice/cri-containerd-\(id).scope", id),
      ("/kubepods/burstable/pod7f3c2a10-0000-4000-8000-123456789abc/\(id)", id),
      ("/machine.slice/libpod-\(id).scope/container", id),
      ("/libpod_parent/libpod-\(id)", id),
      ("/user.slice/user-1000.slice/user@1000.service/user.slice/crun-web.scope", "web"),
      ("/lxc.payload.web", "web"),
      ("/lxc.payload.web/system.slice/cron.service", "web"),
      ("/machine.slice/machine-web.scope/payload", "web"),
    ])
  func container(path: String, expected: String) {
    #expect(Owner.container(controlGroup: path[...]) == expected)
  }

  @Test(
    "Control groups of nobody's container",
    arguments: [
      "/", "/init.scope", "/user.slice/user-1000.slice/session-3.scope",
      "/system.slice/ssh.service",
      "/kubepods/burstable/pod7f3c2a10-0000-4000-8000-123456789abc",
      "/system.slice/system-systemd\\x2dfsck.slice",
    ])
  func noContainer(path: String) {
    #expect(Owner.container(controlGroup: path[...]) == nil)
  }

  @Test("Owners are told apart by bytes")
  func bytes() {
    let owners = ["caf\u{E9}", "cafe\u{301}"].map { text in
      AttachmentOwner(container: text, interface: "eth0")
    }
    #expect(Set(owners).count == 2)
  }

  @Test("An alias is read as it is written, and others are left alone")
  func alias() {
    let owner = AttachmentOwner(container: "web/1", interface: "eth0")
    #expect(AttachmentOwner(alias: owner.alias) == owner)
    let combining = AttachmentOwner(container: "\u{301}", interface: "\u{301}")
    #expect(AttachmentOwner(alias: combining.alias) == combining)
    for text in ["", "cnet:", "cnet:web", "cnet:/eth0", "cnet:web/", "to the rack: web/eth0"] {
      #expect(AttachmentOwner(alias: text) == nil)
    }
  }
}
