import Foundation
import TestSupport
import Testing

/// Real container runtimes, in whose hands the plugins are.
@Suite("CNI clients", .makesNamespaces, .runsCNI)
struct CNIClientTests {
  /// The networks that a runtime may choose from.
  private static let networks = [
    (
      "routed", "ptp",
      #""ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.1.0.0/24", "routes": [{"dst": "0.0.0.0/0"}]}"#
    ),
    (
      "bridged", "bridge",
      #""bridge": "br5", "isDefaultGateway": true, "ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#
    ),
    (
      "lan", "macvlan",
      #""master": "nic0", "ipam": {"type": "host-local", "subnet": "10.3.0.0/24"}"#
    ),
    (
      "whole", "host-device",
      #""device": "nic1", "ipam": {"type": "static", "addresses": [{"address": "10.4.0.2/24"}]}"#
    ),
  ]

  private func configure(_ host: CNIHost) throws {
    var script =
      "mkdir -p /run/conf\nip addr add 10.3.0.1/24 dev nic0p\nip addr add 10.4.0.1/24 dev nic1p\n"
    for (name, type, members) in Self.networks {
      script += """
        cat > /run/conf/\(name).conflist <<'EOF'
        {"cniVersion": "1.0.0", "name": "\(name)", "plugins": [{"type": "cnet-\(type)", \(members)}]}
        EOF

        """
    }
    try host.sandbox.run(script)
    // A bridge stays once it is made.
    try host.sandbox.run(
      "ip link add br5 address 02:00:00:00:00:b5 type bridge; ip addr add 10.2.0.1/24 dev br5; ip link set br5 up"
    )
  }

  @Test("cnitool: ADD, CHECK, DEL", .hasTool)
  func cnitool() throws {
    let host = try CNIHost()
    try configure(host)
    let before = try host.state()
    let tool = CNITool.path ?? ""
    for (name, _, _) in Self.networks {
      for command in ["add", "check", "del"] {
        try host.sandbox.run(
          """
          export NETCONFPATH=/run/conf CNI_PATH=/run/plugins
          '\(tool)' \(command) \(name) /run/netns/c1
          """)
        if command == "add" {
          #expect(try host.sandbox.run("ip -n c1 -o addr show eth0").contains("inet "))
        }
      }
      #expect(try host.state() == before, "\(name)")
    }
  }

  @Test("podman: each type, and two networks at once", .hasPodman)
  func podman() throws {
    let host = try CNIHost()
    try configure(host)
    try host.sandbox.run(
      """
      umount /sys/fs/cgroup/unified 2>/dev/null || true
      cat > /run/containers.conf <<'EOF'
      [containers]
      default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
      log_driver = "k8s-file"
      [engine]
      cgroup_manager = "cgroupfs"
      events_logger = "file"
      runtime = "crun"
      [network]
      network_backend = "cni"
      network_config_dir = "/run/conf"
      cni_plugin_dirs = ["/run/plugins"]
      default_network = "routed"
      EOF
      cat > /run/storage.conf <<'EOF'
      [storage]
      driver = "overlay"
      graphroot = "/run/storage"
      runroot = "/run/runroot"
      EOF
      mkdir -p /run/root/bin && cp /bin/busybox /run/root/bin
      for name in sh ip ping; do ln -s busybox /run/root/bin/$name; done
      cat > /run/pod <<'EOF'
      export CONTAINERS_CONF=/run/containers.conf CONTAINERS_STORAGE_CONF=/run/storage.conf
      exec podman "$@"
      EOF
      tar -C /run/root -c . | sh /run/pod import - image
      """)
    let before = try host.state()
    for (options, expected, gateway) in [
      ("--network routed", "10.1.0.", "10.1.0.1"), ("--network bridged", "10.2.0.", "10.2.0.1"),
      ("--network lan", "10.3.0.", nil), ("--network whole", "10.4.0.2/24", nil),
      ("--network routed,lan", "10.3.0.", "10.1.0.1"),
      (
        "--network bridged --ip 10.2.0.50 --mac-address 02:00:00:00:00:42", "10.2.0.50/24",
        "10.2.0.1"
      ),
    ] as [(String, String, String?)] {
      let ping = gateway.map { "; ping -c 1 -W 2 \($0)" } ?? ""
      let output = try host.sandbox.run(
        "sh /run/pod run --rm \(options) image /bin/sh -c 'ip addr\(ping)'")
      #expect(output.contains(expected), "\(options): \(output)")
      if gateway != nil { #expect(output.contains("0% packet loss"), "\(options): \(output)") }
      if options.contains("mac") { #expect(output.contains("02:00:00:00:00:42")) }
      #expect(try host.state() == before, "\(options)")
    }
    // The user sees what was wrong.
    try host.sandbox.run("sed -i s/nic0/nosuch/ /run/conf/lan.conflist")
    let outcome = try host.sandbox.attempt(
      "sh /run/pod run --rm --network lan image /bin/sh -c true")
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("there is no parent nosuch"), "\(outcome.errors)")
    #expect(try host.state() == before)
  }
}

enum CNITool {
  /// Built by Scripts/cnitool, or installed.
  static let path: String? = [
    "\(FileManager.default.currentDirectoryPath)/.build/tools/cnitool", "/usr/bin/cnitool",
    "/usr/local/bin/cnitool",
  ].first { FileManager.default.isExecutableFile(atPath: $0) }
}

extension Trait where Self == ConditionTrait {
  static var hasTool: Self {
    .enabled(if: CNITool.path != nil, "needs cnitool: Scripts/cnitool .build/tools/cnitool")
  }

  static var hasPodman: Self {
    .enabled(
      if: Kernel.isRoot
        && ["/usr/bin/podman", "/usr/bin/crun", "/bin/busybox"].allSatisfy {
          FileManager.default.isExecutableFile(atPath: $0)
        }, "needs podman, crun and busybox-static, and root to run them")
  }
}
