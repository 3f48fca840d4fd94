import Testing

@testable import ContainerNetwork

@Suite("Names of kernel parameters")
struct SysctlTests {
  @Test(
    "With dots, or with slashes where a part holds dots",
    arguments: [
      ("net.ipv4.ip_forward", "/proc/sys/net/ipv4/ip_forward"),
      ("net/ipv4/conf/eth0.1/rp_filter", "/proc/sys/net/ipv4/conf/eth0.1/rp_filter"),
    ])
  func path(key: String, path: String) { #expect(Sysctl.path(key) == path) }

  @Test(
    "Nothing leads out of a namespace's own",
    arguments: [
      "", "net", "net.ipv4", "kernel.domain.name", "net..ipv4", "net.ipv4.", "net/ipv4/../x",
      "net/./ipv4/x", "/net/ipv4/x", "net/ipv4//x",
      // A slash to the kernel, although the character is another.
      "net.a.b/\u{301}../../../../kernel/core_pattern", "net/a/\u{301}x/../../../kernel/x",
    ])
  func refused(key: String) { #expect(Sysctl.path(key) == nil) }
}
