import TestSupport
import Testing

/// The environment of what runtimes call may be anybody's. Programs are only run out of `CNI_PATH`, and
/// only those that the configuration names; no file is opened that another variable points to.
@Suite(
  "Environment", .makesNamespaces, .runsCNI,
  .enabled(if: Runtimes.missing(["strace"]).isEmpty, "needs strace"))
struct EnvironmentTests {
  /// `watched` runs a command with variables by which programs are often led elsewhere, all into
  /// /run/evil, and prints how many programs were run, and what was opened there.
  private static let watched = """
    program=$(command -v cnet)
    mkdir -p /run/evil/netns
    for name in dot sh ip nft host-local dhcp swift-backtrace iptables modprobe; do
      printf '#!/bin/sh\\necho %s ran >>/run/ran; exit 1\\n' $name >/run/evil/$name
    done
    chmod +x /run/evil/*
    watched() {
      local status=0
      env PATH=/run/evil:/usr/bin:/bin ENV=/run/evil/sh BASH_ENV=/run/evil/sh SHELL=/run/evil/sh \\
        HOME=/run/evil TMPDIR=/run/evil XDG_RUNTIME_DIR=/run/evil XDG_CONFIG_HOME=/run/evil \\
        PAGER=/run/evil/sh EDITOR=/run/evil/sh TZ=:/run/evil/sh TZDIR=/run/evil LOCPATH=/run/evil \\
        LC_ALL=../../run/evil LANGUAGE=/run/evil NLSPATH=/run/evil/%N GCONV_PATH=/run/evil \\
        SWIFT_ROOT=/run/evil SWIFT_BACKTRACE=swift-backtrace=/run/evil/swift-backtrace \\
        CNI_PATH=/run/evil \\
        /usr/bin/strace -f -qq -o /run/trace \\
        -e trace=execve,open,openat,readlink,stat,newfstatat,access "$@" || status=$?
      echo "status $status, $(grep -c execve /run/trace) programs"
      grep evil /run/trace | grep -v 'execve("/run/evil/\\|^[0-9]* execve("/run/plugins' || true
      cat /run/ran 2>/dev/null || true
    }
    """

  @Test("The hook")
  func hook() throws {
    let report = try Sandbox().bash(
      """
      \(Self.watched)
      ip netns add blue
      ip netns exec blue sleep 100 >/dev/null 2>&1 & holder=$!
      trap 'kill $holder' EXIT
      until [[ $(readlink /proc/$holder/ns/net) != $(readlink /proc/self/ns/net) ]]; do sleep 0.01; done
      for status in created stopped; do
        watched "$program" hook --set eth0.kind=veth \\
          <<<'{"ociVersion":"1.0","id":"a","status":"'$status'","pid":'$holder'}'
      done
      """)
    #expect(report == "status 0, 1 programs\nstatus 0, 1 programs\n")
  }

  @Test("A plugin: what it is itself is not looked for")
  func plugin() throws {
    let host = try CNIHost()
    let report = try host.sandbox.bash(
      """
      \(Self.watched)
      export CNI_CONTAINERID=abc CNI_NETNS=/run/netns/c1 CNI_IFNAME=eth0
      for command in ADD DEL; do
        CNI_COMMAND=$command watched /run/plugins/cnet-ptp <<'JSON' | grep -v cniVersion
      \(configuration("cnet-ptp", #""ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#))
      JSON
      done
      """)
    #expect(report == "status 0, 1 programs\nstatus 0, 1 programs\n")
  }

  @Test("A plugin: another for the addresses comes from CNI_PATH")
  func delegate() throws {
    let host = try CNIHost()
    let report = try host.sandbox.bash(
      """
      \(Self.watched)
      export CNI_COMMAND=ADD CNI_CONTAINERID=abc CNI_NETNS=/run/netns/c1 CNI_IFNAME=eth0
      watched /run/plugins/cnet-ptp <<'JSON' | grep -v cniVersion
      \(configuration("cnet-ptp", #""ipam": {"type": "dhcp"}"#))
      JSON
      """)
    // Asked, and asked to give back what it gave.
    #expect(report.hasSuffix("dhcp ran\ndhcp ran\n"), "\(report)")
    #expect(!report.contains("sh ran") && !report.contains("nft ran"), "\(report)")
  }

  @Test("CNI_PATH: the first directory that has a plugin, and never the working one")
  func path() throws {
    let host = try CNIHost()
    let report = try host.sandbox.bash(
      """
      for place in one two here; do
        mkdir /run/$place
        printf '#!/bin/sh\\necho %s >>/run/ran; exit 1\\n' $place >/run/$place/other
        chmod +x /run/$place/other
      done
      cd /run/here
      export CNI_COMMAND=ADD CNI_CONTAINERID=abc CNI_NETNS=/run/netns/c1 CNI_IFNAME=eth0
      for path in /run/none:/run/two:/run/one /run/one:/run/two ::; do
        : >/run/ran
        ! CNI_PATH=$path /run/plugins/cnet-ptp >/run/result <<'JSON'
      \(configuration("cnet-ptp", #""ipam": {"type": "other"}"#))
      JSON
        echo $(uniq /run/ran) $(grep -o '"code":[0-9]*' /run/result)
      done
      """)
    #expect(report == "two \"code\":100\none \"code\":100\n\"code\":4\n")
  }
}
