import TestSupport
import Testing

@Suite("Records that somebody else has a hand in", .makesNamespaces)
struct HostileStateTests {
  private static let attach = "cnet attach web --netns c1 --kind veth --name eth0"

  @Test(
    "A directory that is not ours alone is refused, before anything is made",
    arguments: [
      "mkdir /run/x; ln -s x /run/cnet", "touch /run/cnet", "mkfifo /run/cnet",
      "mkdir -m 777 /run/cnet", "mkdir -m 770 /run/cnet", "ln -s nowhere /run/cnet",
    ])
  func directory(setUp: String) throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(setUp)
    let before = try sandbox.traces() + sandbox.run("ls -lR /run")
    for command in [Self.attach, "cnet pod add p"] {
      let outcome = try sandbox.attempt("timeout 5 \(command)")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("(EACCES)\nhint: /run/cnet has to "), "\(outcome.errors)")
    }
    for command in ["cnet attachment list", "cnet recover", "cnet detach web"] {
      let outcome = try sandbox.attempt("timeout 5 \(command)")
      #expect(outcome.status == 1, "\(command)")
      #expect(outcome.errors.contains("(EACCES)"), "\(outcome.errors)")
    }
    #expect(try sandbox.traces() + sandbox.run("ls -lR /run") == before)
  }

  @Test(
    "A directory of another user's is refused",
    .enabled(if: Kernel.isRoot, "needs root to give it away"))
  func owner() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run("mkdir /run/cnet; chown 1234 /run/cnet")
    let outcome = try sandbox.attempt(Self.attach)
    #expect(
      outcome.status == 1 && outcome.errors.contains("/run/cnet")
        && outcome.errors.contains("(EACCES)"))
  }

  @Test(
    "A record that is no record is refused by its name",
    arguments: [
      ("mkfifo /run/cnet/web@eth0", "EINVAL"), ("mkdir /run/cnet/web@eth0", "EINVAL"),
      ("ln -s /etc/passwd /run/cnet/web@eth0", "ELOOP"),
      ("truncate -s 2M /run/cnet/web@eth0", "EMSGSIZE"), ("touch /run/cnet/web@eth0", "EBADMSG"),
      ("echo garbage > /run/cnet/web@eth0", "EBADMSG"),
      ("printf '\\377\\376' > /run/cnet/web@eth0", "EBADMSG"),
    ])
  func record(setUp: String, error: String) throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run("mkdir -m 700 /run/cnet; \(setUp)")
    let before = try sandbox.traces()
    for command in [Self.attach, "cnet detach web", "cnet attachment list", "cnet recover"] {
      let outcome = try sandbox.attempt("timeout 5 \(command)")
      #expect(outcome.status == 1, "\(command)")
      #expect(outcome.errors.contains("/run/cnet/web@eth0"), "\(outcome.errors)")
      #expect(outcome.errors.contains("(\(error))"), "\(outcome.errors)")
    }
    try sandbox.run("rm -f /run/cnet/web@.lock")
    #expect(try sandbox.traces() == before)
    // Other containers have nothing to do with it.
    try sandbox.run("cnet attach db --netns c1 --kind veth --name eth0; cnet detach db")
  }

  @Test("A pod that is refused leaves what has its name")
  func takenPod() throws {
    let sandbox = try Sandbox()
    try sandbox.run("cnet netns add blue; touch /run/netns/shop")
    let outcome = try sandbox.attempt("cnet pod add shop")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("(EEXIST)"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("left behind"), "\(outcome.errors)")
    #expect(try sandbox.run("ls /run/netns; ls /run/cnet") == "blue\nshop\n")
    // One that is mounted elsewhere only looks like an empty file here; to unlink it unmounts it there.
    try sandbox.run("rm /run/netns/shop")
    let name = try sandbox.run(
      """
      unshare -m --propagation private sh -ec '
        touch /run/netns/shop; mount --bind /proc/self/ns/net /run/netns/shop
        nsenter --mount=/proc/'$$'/ns/mnt cnet pod add shop 2>/dev/null || true
        cnet netns exec shop echo there'
      """)
    #expect(name == "there\n")
  }

  /// The kernel gives a namespace the lowest number that is free.
  @Test(
    "A namespace with the number and the name of a pod that is gone is none",
    .enabled(if: Kernel.hasNamespaceCookies, "SO_NETNS_COOKIE came with Linux 5.14"))
  func reusedPod() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      cnet pod add shop; ip netns delete shop; ip netns add shop
      sed -i s/^identity=.*/identity=$(stat -Lc %d:%i /run/netns/shop)/ /run/cnet/pod%3ashop@
      """)
    let outcome = try sandbox.attempt("cnet pod add shop")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("(EEXIST)"), "\(outcome.errors)")
    #expect(try sandbox.run("cnet pod delete shop; ls /run/netns") == "shop\n")
  }

  @Test("Files are for their owner alone, whatever the umask")
  func modes() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run("umask 0; \(Self.attach)")
    #expect(
      try sandbox.run("stat -c '%a %n' /run/cnet /run/cnet/*")
        == "700 /run/cnet\n600 /run/cnet/web@.lock\n600 /run/cnet/web@eth0\n")
  }

  @Test("A link in the place of a file is not followed", arguments: ["web@.lock", "web@.new"])
  func links(name: String) throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      "echo precious > /run/victim; mkdir -m 700 /run/cnet; ln -s ../victim /run/cnet/\(name)")
    let before = try sandbox.traces()
    let outcome = try sandbox.attempt("timeout 5 \(Self.attach)")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("(ELOOP)"), "\(outcome.errors)")
    #expect(try sandbox.run("cat /run/victim") == "precious\n")
    try sandbox.run("ln -sf ../victim /run/cnet/\(name)")
    #expect(try sandbox.traces() == before)
  }

  @Test("One damaged record is reported, behind all that can be listed")
  func listOthers() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run("\(Self.attach); echo garbage > /run/cnet/a@eth0")
    let outcome = try sandbox.attempt("cnet attachment list")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("web eth0 veth done "), "\(outcome.output)")
    #expect(
      outcome.errors == """
        cnet: read /run/cnet/a@eth0: the record is damaged (EBADMSG)
        hint: take away by hand what it says was made, then the file

        """)
    let json = try sandbox.attempt("cnet attachment list --json")
    #expect(json.status == 1 && json.errors == outcome.errors)
    #expect(try JSON(parsing: json.output).array.map { $0["container"].string } == ["web"])
  }

  @Test("A record that could not be read again is not written")
  func tooLong() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up
      ip addr add 10.66.0.2/24 dev d0
      seq 20000 | awk '{print "route add 11."int($1/256)"."$1%256".0/24 via 10.66.0.1"}' | ip -batch -
      """)
    let before = try sandbox.traces()
    let outcome = try sandbox.attempt(
      "cnet attach web --netns c1 --kind device --name d0 --device d0")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("write /run/cnet/web@d0: a record has at most 1048576 bytes")
        && outcome.errors.contains("(EMSGSIZE)"), "\(outcome.errors)")
    #expect(try sandbox.traces() == before)
  }

  @Test("One damaged record keeps nobody from recovering the others")
  func recoverOthers() throws {
    let sandbox = try Sandbox.withBridge()
    try sandbox.run(
      """
      \(Self.attach); sed -i s/phase=done/phase=begun/ /run/cnet/web@eth0
      echo garbage > /run/cnet/a@eth0; echo x > /run/cnet/b@.new; touch /run/cnet/c@.lock
      """)
    #expect(try sandbox.attempt("cnet recover").status == 1)
    #expect(
      try sandbox.run("ls -A /run/cnet; ip -br link | grep ^cn || true") == "a@.lock\na@eth0\n")
  }
}
