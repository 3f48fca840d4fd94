import TestSupport
import Testing

/// What a user gets wrong: each gives one clear line (and a hint where there is one), the right exit
/// status, and changes nothing anywhere.
@Suite(.makesNamespaces) struct WrongCommandLineTests {
  /// The command line, its exit status, and what the line on standard error must say.
  static let lines: [(line: String, status: Int32, says: String)] = [
    ("foo", 64, "unknown command 'foo'"),
    ("veth", 64, ""),
    ("veth frobnicate", 64, "unknown command 'frobnicate'"),
    ("veth add", 64, "<host>"),
    ("veth add a", 64, "<peer>"),
    ("veth add a b c", 64, "c"),
    ("veth add '' b", 64, "empty"),
    ("veth add . b", 64, "not a name"),
    ("veth add .. b", 64, "not a name"),
    ("veth add a/b c", 64, "'/'"),
    ("veth add a:b c", 64, "':'"),
    ("veth add 'a b' c", 64, "white space"),
    ("veth add sixteen-bytes-xx c", 64, "15 bytes"),
    ("veth add a a", 1, "both ends are called a"),
    ("veth add a b --bogus", 64, "--bogus"),
    ("veth add a b --mac", 64, "--mac"),
    ("veth add a b --mac 01:00:5e:00:00:01", 64, "multicast"),
    ("veth add a b --mac 00:00:00:00:00:00", 64, "zero"),
    ("veth add a b --mac 02:00:00:00:00", 64, "a MAC is written"),
    ("veth add a b --mac zz:00:00:00:00:00", 64, "a MAC is written"),
    ("veth add a b --mtu 67", 64, "68 to 65535"),
    ("veth add a b --mtu 65536", 64, "68 to 65535"),
    ("veth add a b --mtu -1", 64, "mtu"),
    ("veth add a b --queues 0", 64, "1 to 4096"),
    ("veth add a b --address 10.0.0.1/33", 64, "10.0.0.1/33"),
    ("veth add a b --address fd00::1/129", 64, "fd00::1/129"),
    ("veth add a b --address 300.1.1.1/8", 64, "300.1.1.1/8"),
    ("veth add a b --address 10.0.0.1/", 64, "10.0.0.1/"),
    ("veth add a b --address 10.0.0.1/+8", 64, "10.0.0.1/+8"),
    ("veth add a b --address 0.0.0.0/0", 1, "EINVAL"),
    ("veth add a b --address 224.0.0.1/24", 1, "EINVAL"),
    ("veth add a b --address 10.0.0.2/24 --address 10.0.0.2/24", 1, "given twice"),
    ("veth add a b --address 10.0.0.2/24 --gateway 10.0.0.2", 1, "own address"),
    ("veth add a b --address 10.0.0.2/24 --gateway 10.0.0.1 --gateway 10.0.0.3", 1, "two gateways"),
    ("veth add a b --gateway nowhere", 64, "nowhere"),
    ("veth add a b --down --address 10.0.0.2/24 --gateway 10.0.0.1", 1, "need the interface up"),
    ("veth add a b --route default", 64, "needs a gateway"),
    ("veth add a b --route 10.0.0.0/8,via", 64, "via"),
    ("veth add a b --route 10.0.0.0/8,via=fd00::1", 64, "different families"),
    ("veth add a b --route 10.0.0.0/8,weight=3", 64, "weight=3"),
    ("veth add a b --route 10.0.0.0/8,metric=-1", 64, "-1"),
    ("veth add a b --netns nosuch", 1, "no such namespace"),
    ("veth add a b --netns ../blue", 64, "../blue"),
    ("veth add a b --netns pid:0", 64, "pid:0"),
    ("veth add a b --netns pid:999999999", 1, "ESRCH"),
    ("veth add a b --netns fd:77", 1, "EBADF"),
    ("veth add a b --netns /etc/passwd", 1, "not a network namespace"),
    ("veth add a b --bridge nosuch", 1, "no bridge nosuch"),
    ("veth add a b --bridge v0", 1, "not a bridge"),
    ("veth add v0 b", 1, "the name v0 is taken"),
    ("veth add a taken --netns blue", 1, "the name taken is taken in blue"),
    ("-n nosuch link list", 1, "no such namespace"),
    ("macvlan add nosuch m0", 1, "no parent nosuch"),
    ("macvlan add v0 m0 --mode loud", 64, "loud"),
    ("macvlan add v0 m0 --mtu 1501", 1, "above the 1500 of its parent"),
    ("macvlan add v0 m0 --source-mac 02:00:00:00:00:01", 64, "--mode source"),
    ("macvlan add lo m0", 1, "EINVAL"),
    ("vlan add v0 x --id 4095", 64, "id"),
    ("vxlan add x --id 16777216", 64, "id"),
    ("link show nosuch", 1, "ENODEV"),
    ("link delete nosuch", 1, "no link nosuch"),
    ("link delete v0 nosuch", 1, "no link nosuch"),
    ("link delete lo", 1, "EOPNOTSUPP"),
    ("link delete --group 0", 1, "EPERM"),
    ("link move v0 --netns nosuch", 1, "no such namespace"),
    ("link move v0 --netns blue --name taken", 1, "the name taken is taken"),
    ("link set v0 --up --down", 64, "--up"),
    ("link set v0 --master nosuch", 1, "no master nosuch"),
    ("link set v0 --name v1", 1, "the name v1 is taken"),
    ("address add 10.0.0.1/24 --dev nosuch", 1, "ENODEV"),
    ("address delete 10.9.9.9/24 --dev v0", 1, "EADDRNOTAVAIL"),
    ("route add 10.0.0.1/8 --dev v0", 64, "10.0.0.0/8"),
    ("route delete 10.9.0.0/16", 1, "ESRCH"),
    ("netns add blue", 1, "EEXIST"),
    ("netns add a/b", 1, "not a name"),
    ("netns delete nosuch", 1, "ENOENT"),
    ("batch /nosuch", 1, "ENOENT"),
    ("batch --atomic --keep-going /dev/null", 64, "exclude each other"),
    ("attach web --netns blue", 64, "--config"),
    ("attach web --netns blue --config /nosuch", 1, "ENOENT"),
  ]

  @Test func eachGivesOneLineAndChangesNothing() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue; ip link add v0 type veth peer name v1
      ip link add br0 type bridge; ip -n blue link add taken type veth peer name taken1
      """)
    let look = """
      for n in '' blue; do
        for what in link addr route '-6 route'; do ip ${n:+-n $n} -j $what; done
      done; ls /run/netns /run
      """
    let before = try sandbox.run(look)
    #expect(Self.lines.count >= 50)
    for (line, status, says) in Self.lines {
      let outcome = try sandbox.attempt("cnet \(line)")
      #expect(outcome.status == status, "cnet \(line): \(outcome.errors)")
      let complaints = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
      if line != "veth" {
        #expect(outcome.errors.hasPrefix("cnet: "), "cnet \(line): \(outcome.errors)")
        #expect(complaints.last == "", "cnet \(line): \(outcome.errors)")
        let hints = complaints.dropFirst().dropLast()
        #expect(hints.allSatisfy { $0.hasPrefix("hint: ") }, "cnet \(line): \(outcome.errors)")
        #expect(hints.count <= 1, "cnet \(line): \(outcome.errors)")
        #expect(complaints[0].contains(says), "cnet \(line): \(outcome.errors)")
        #expect(outcome.output.isEmpty, "cnet \(line): \(outcome.output)")
      }
      #expect(try sandbox.run(look) == before, "cnet \(line)")
    }
  }
}
