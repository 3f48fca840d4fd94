import Foundation
import TestSupport
import Testing

/// The examples of the manual do what they say: they run, one after another, in a namespace with two
/// NICs, eth0 and eth1, whose cables end in a namespace where 192.0.2.1 answers.
@Suite(.enabled(if: Kernel.mayMakeNamespaces, "this user may not make namespaces"))
struct ManualExampleTests {
  @Test(arguments: [
    "cnet", "cnet-link", "cnet-address", "cnet-route", "cnet-neighbor", "cnet-netns", "cnet-batch",
    "cnet-tree", "cnet-peer", "cnet-explain", "cnet-decode", "cnet-watch", "cnet-stat",
    "cnet-attach",
    "cnet-detach",
    "cnet-attachment",
    "cnet-recover",
    "cnet-pod",
  ])
  func page(_ name: String) throws { try runExamples(of: name) }

  @Test(.enabled(if: Kernel.has(kind: "veth"), "this kernel has no veth"))
  func veth() throws { try runExamples(of: "cnet-veth") }

  @Test(.enabled(if: Kernel.has(kind: "macvlan"), "this kernel has no macvlan"))
  func macvlan() throws { try runExamples(of: "cnet-macvlan") }

  @Test(.enabled(if: Kernel.has(kind: "macvtap"), "this kernel has no macvtap"))
  func macvtap() throws { try runExamples(of: "cnet-macvtap") }

  @Test(.enabled(if: Kernel.has(kind: "ipvlan"), "this kernel has no ipvlan"))
  func ipvlan() throws { try runExamples(of: "cnet-ipvlan") }

  @Test(.enabled(if: Kernel.has(kind: "vlan"), "this kernel has no vlan"))
  func vlan() throws { try runExamples(of: "cnet-vlan") }

  @Test(.enabled(if: Kernel.has(kind: "vxlan"), "this kernel has no vxlan"))
  func vxlan() throws { try runExamples(of: "cnet-vxlan") }

  @Test(.enabled(if: Kernel.has(kind: "bridge"), "this kernel has no bridge"))
  func bridge() throws { try runExamples(of: "cnet-bridge") }

  @Test(.enabled(if: Kernel.has(kind: "dummy"), "this kernel has no dummy"))
  func dummy() throws { try runExamples(of: "cnet-dummy") }

  @Test(.enabled(if: Kernel.has(kind: "ifb"), "this kernel has no ifb"))
  func ifb() throws { try runExamples(of: "cnet-ifb") }

  @Test(.enabled(if: Kernel.has(kind: "vrf"), "this kernel has no vrf"))
  func vrf() throws { try runExamples(of: "cnet-vrf") }

  @Test(.enabled(if: Kernel.has(kind: "nlmon"), "this kernel has no nlmon"))
  func nlmon() throws { try runExamples(of: "cnet-nlmon") }

  @Test(.enabled(if: Kernel.has(kind: "geneve"), "this kernel has no geneve"))
  func geneve() throws { try runExamples(of: "cnet-geneve") }

  @Test(.enabled(if: Kernel.has(kind: "bond"), "this kernel has no bond"))
  func bond() throws { try runExamples(of: "cnet-bond") }

  @Test(.enabled(if: Kernel.has(kind: "netkit"), "this kernel has no netkit"))
  func netkit() throws { try runExamples(of: "cnet-netkit") }

  @Test(.enabled(if: Kernel.has(kind: "wireguard"), "this kernel has no wireguard"))
  func wireguard() throws { try runExamples(of: "cnet-wireguard") }

  @Test(
    .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/net/tun"), "needs /dev/net/tun"),
    arguments: ["cnet-tun", "cnet-tap"])
  func tun(_ page: String) throws { try runExamples(of: page) }

  @Test(
    .enabled(if: Kernel.isRoot, "the runtimes are run as root"),
    .enabled(
      if: Runtimes.missing(["crun", "podman", "lxc-execute"]).isEmpty,
      "crun, podman or lxc-execute is not installed"))
  func hook() throws {
    // As everywhere where no systemd runs: no cgroup manager, no journal, and storage of its own.
    let storage = FileManager.default.temporaryDirectory.appending(
      path: "cnet-podman-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: storage) }
    try runExamples(of: "cnet-hook", after: Runtimes.setUp(podmanStorage: storage))
  }

  private func runExamples(of name: String, after setUp: String = "") throws {
    let examples = try ManualPage(name).examples
    #expect(!examples.isEmpty)
    let nics = """
      cnet netns add lan
      cnet veth add eth0 lan0 --netns lan --address 192.0.2.1/24
      cnet veth add eth1 lan1 --netns lan
      \(setUp)
      set -x

      """
    let outcome = try Project.run(nics + examples.joined(separator: "\n"), isolated: true)
    #expect(outcome.status == 0, "\(outcome)")
  }
}
