import Foundation
import Netlink
import TestSupport
import Testing

/// A host with a NIC `nic0`, a container's namespace `c1`, and the plugins beside the reference's.
struct CNIHost {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.run(
      """
      mkdir -p /var/lib/cni /run/plugins && mount -t tmpfs tmpfs /var/lib/cni
      ip link set lo up
      ip link add nic0 type veth peer name nic0p && ip link set nic0 up && ip link set nic0p up
      ip link add nic1 type veth peer name nic1p && ip link set nic1p up
      for type in ptp bridge macvlan ipvlan host-device; do
        ln -s '\(Sandbox.products)/cnet' /run/plugins/cnet-$type
      done
      cat > /run/call <<'EOF'
      #!/bin/sh
      # call PLUGIN COMMAND [CONTAINER [NETNS]] with the configuration on standard input
      CNI_COMMAND=$2 CNI_CONTAINERID=${3:-abc} CNI_NETNS=${4-/run/netns/c1} CNI_IFNAME=eth0 \\
        CNI_ARGS=$ARGS CNI_PATH=/run/plugins:/usr/lib/cni exec $1
      EOF
      chmod +x /run/call
      ip netns add c1
      """)
  }

  /// A call; the result is what the plugin wrote.
  func call(
    _ type: String, _ command: String, _ configuration: String, container: String = "abc",
    namespace: String = "/run/netns/c1", arguments: String = ""
  ) throws -> Sandbox.Outcome {
    let path = type.hasPrefix("cnet-") ? "/run/plugins/\(type)" : "/usr/lib/cni/\(type)"
    return try sandbox.attempt(
      """
      export ARGS='\(arguments)'
      /run/call \(path) \(command) \(container) '\(namespace)' <<'EOF'
      \(configuration)
      EOF
      """)
  }

  /// A call that has to succeed.
  @discardableResult
  func done(
    _ type: String, _ command: String, _ configuration: String, container: String = "abc",
    namespace: String = "/run/netns/c1", arguments: String = ""
  ) throws -> String {
    let outcome = try call(
      type, command, configuration, container: container, namespace: namespace,
      arguments: arguments)
    guard outcome.status == 0 else {
      throw CallFailure(
        description: "\(type) \(command): \(outcome.output)\(outcome.errors)")
    }
    return outcome.output
  }

  /// The error of a call that has to fail.
  func refused(
    _ type: String, _ command: String, _ configuration: String,
    namespace: String = "/run/netns/c1", arguments: String = ""
  ) throws -> JSON {
    let outcome = try call(
      type, command, configuration, namespace: namespace, arguments: arguments)
    #expect(outcome.status == 1)
    return try JSON(parsing: outcome.output)
  }

  /// All that a plugin could leave: links, addresses, routes, rules, records and reservations.
  func state() throws -> String {
    try sandbox.attempt(
      """
      for n in '' $(ls /run/netns); do
        printf '%s\\n' link addr 'route show table all' | ip ${n:+-n $n} -batch -
      done | grep -v -e 'valid_lft' -e 'inet6 fe80' -e 'fe80::' -e 'ff00::/8' |
        sed -e 's/ state [A-Z]* / /' -e 's/,LOWER_UP//' -e 's/NO-CARRIER,//' -e 's/ linkdown//'
      command -v nft >/dev/null && nft list ruleset
      ls -A /run/cnet 2>/dev/null
      find /var/lib/cni -type f ! -name lock ! -name 'last_reserved_ip.*' | sort
      """
    ).output
  }
}

/// A configuration, a JSON object without its braces.
func configuration(
  _ type: String, _ members: String, version: String = "1.0.0", previous: String? = nil
)
  -> String
{
  let more = previous.map { #", "prevResult": \#($0)"# } ?? ""
  return #"{"cniVersion": "\#(version)", "name": "net", "type": "\#(type)", \#(members)\#(more)}"#
}

/// A result without what is random: MACs and the names of the host's ends.
func withoutRandom(_ result: String) throws -> String {
  var text = try canonicalJSON(result)
  for (pattern, replacement) in [
    (#"([0-9a-f]{2}:){5}[0-9a-f]{2}"#, "MAC"),
    (#""(veth[0-9a-f]{8}|cn[0-9a-v]{1,13})""#, "\"NAME\""),
  ] {
    text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
  }
  return text
}

extension Trait where Self == ConditionTrait {
  /// Needs root of the machine, for /var/lib/cni and the reference's own needs.
  static var runsCNI: Self {
    .enabled(if: geteuid() == 0, "needs root")
  }

  static var hasReferencePlugins: Self {
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/lib/cni/ptp"),
      "needs the reference plugins: apt-get install containernetworking-plugins")
  }

  static var hasNFT: Self {
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/nft"),
      "needs nft: apt-get install nftables")
  }
}

struct CallFailure: Error, CustomStringConvertible {
  var description: String
}
