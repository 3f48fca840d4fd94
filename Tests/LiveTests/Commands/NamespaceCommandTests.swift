import TestSupport
import Testing

@Suite("cnet netns", .makesNamespaces)
struct NamespaceCommandTests {
  /// Whose rights can be tried here. That a machine has none for nobody is said by the test of
  /// `exec` without rights, which is skipped then.
  static let users: [Sandbox.User] = Sandbox.nobodyMayRun ? [.current, .nobody] : [.current]

  /// Lists the links by `/sys`, without what else is there (`bonding_masters`).
  private static let links = "sh -c 'cd /sys/class/net; ls -d */ | tr -d /'"

  @Test("What cnet names, ip netns uses and deletes", arguments: users)
  func usedByIP(_ user: Sandbox.User) throws {
    let sandbox = try Sandbox(user)
    try sandbox.run("cnet netns add blue")
    #expect(try sandbox.run("ip netns list") == "blue\n")
    #expect(try sandbox.run("ip netns exec blue \(Self.links)") == "lo\n")
    try sandbox.run("ip -n blue link set lo up")
    #expect(try sandbox.run("cnet -n blue address list").contains("127.0.0.1/8"))
    try sandbox.run("ip netns delete blue")
    #expect(try sandbox.run("cnet netns list --json") == "[]\n")
    #expect(try sandbox.run("ls /run/netns") == "")
  }

  @Test("What ip netns names, cnet uses and deletes", arguments: users)
  func usedByCNet(_ user: Sandbox.User) throws {
    let sandbox = try Sandbox(user)
    try sandbox.run("ip netns add blue; cnet veth add v0 eth0 --netns blue --address 10.0.0.2/24")
    #expect(try sandbox.run("ip -n blue -4 -o addr").contains("10.0.0.2/24"))
    #expect(try sandbox.run("cnet netns exec blue \(Self.links)") == "eth0\nlo\n")
    try sandbox.run("cnet netns delete blue")
    #expect(try sandbox.run("ip netns list") == "")
    #expect(try sandbox.run("ls /run/netns") == "")
  }

  @Test("A name is seen from mount namespaces that were there before", arguments: ["cnet", "ip"])
  func propagation(tool: String) throws {
    let sandbox = try Sandbox()
    // The directory is made a shared mount by the first; a copy made then sees the second.
    try sandbox.run("\(tool) netns add first")
    #expect(
      try sandbox.run(
        """
        unshare -m --propagation unchanged sh -c '
          \(tool == "cnet" ? "ip" : "cnet") netns add second; cnet netns exec first true'
        cnet netns exec second echo seen
        """) == "seen\n")
  }

  @Test("Two that make the directory a mount at once hide no name")
  func race() throws {
    let sandbox = try Sandbox()
    for order in ["p1 cnet", "p1 ip"] {
      let (name, tool) = (order.prefix(2), order.dropFirst(3))
      // The first is held up before the directory is mounted on itself.
      let mounts = try sandbox.run(
        """
        strace -f -qqq -o /dev/null -e trace=mount -e inject=mount:delay_enter=500000:when=2 \
          cnet netns add \(name) & sleep 0.2
        \(tool) netns add p2; wait
        cnet netns exec \(name) true; cnet netns exec p2 true
        grep -c ' /run/netns ' /proc/self/mountinfo
        cnet netns delete \(name); cnet netns delete p2; ls /run/netns
        umount /run/netns
        """)
      #expect(mounts == "1\n", "\(tool)")
    }
  }

  /// `strace` lets a system call fail. What comes behind it must not be done then.
  @Test(
    "A step that fails is told, and ends the work",
    arguments: [
      ("netns exec blue true", "unshare", "make a mount namespace: "),
      ("netns exec blue true", "setns", "enter namespace net:[N]: "),
      ("netns delete blue", "umount2", "delete namespace blue: "),
      ("netns add red", "mount", "create namespace red: "),
      ("netns add red", "unshare", "create namespace red: "),
    ])
  func failingStep(command: String, call: String, operation: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip netns add blue")
    let before = try sandbox.run("ls /run/netns; grep -c . /proc/self/mountinfo")
    let outcome = try sandbox.attempt(
      "strace -f -qqq -o /dev/null -e inject=\(call):error=EPERM cnet \(command)")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.replacing(/\d+/, with: "N")
        == "cnet: \(operation)Operation not permitted (EPERM)\n")
    #expect(try sandbox.run("ls /run/netns; grep -c . /proc/self/mountinfo") == before)
  }

  @Test("A name that cannot be given back leaves no empty file")
  func failingUndo() throws {
    let sandbox = try Sandbox()
    // The first mount(2) only looks at the directory.
    let outcome = try sandbox.attempt(
      """
      ip netns add blue
      printf 'netns delete blue\nlink set nosuch --up\n' | strace -f -qqq -o /dev/null \
        -e inject=mount:error=EPERM:when=2+ cnet batch --atomic
      """)
    #expect(
      outcome.errors.contains("left behind: name namespace blue again: "), "\(outcome.errors)")
    #expect(try sandbox.run("ls /run/netns") == "")
  }

  /// As in a container: what hides a mount that is read-only must be so itself.
  @Test("It runs where /sys is read-only", .nobodyMayRun)
  func readOnlySys() throws {
    let output = try Sandbox().run(
      """
      mount -o remount,bind,ro /sys
      setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Urnm sh -ec '
        mount -t tmpfs x /run; mkdir /run/netns
        cnet netns add blue; cnet netns exec blue sh -c "ls -d /sys/class/net/*/"'
      """)
    #expect(output == "/sys/class/net/lo/\n")
  }

  @Test("Processes that may not be looked into are counted", .nobodyMayRun)
  func hiddenProcesses() throws {
    let sandbox = try Sandbox(.nobody)
    try sandbox.run("ip netns add blue")
    let shown = try JSON(parsing: sandbox.run("cnet netns show blue --json"))[0]
    // Process 1, for one, when it is somebody else's.
    let isHidden = try sandbox.attempt("readlink /proc/1/ns/net").status != 0
    #expect((shown["hidden_processes"].int ?? 0) > 0 || !isHidden)
  }

  @Test("The list says what ip says, and for people more")
  func list() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip netns add b; ip netns add a; ip netns set a 7; touch /run/netns/stale")
    #expect(
      try sandbox.run("cnet netns list --json")
        == "[{\"name\":\"a\",\"id\":7},{\"name\":\"b\"},{\"name\":\"stale\"}]\n")
    let theirs = try JSON(parsing: sandbox.run("ip -j netns list 2>/dev/null")).array
    #expect(theirs.first { $0["name"].string == "a" }?["id"].int == 7)
    let table = try sandbox.run(
      "ip netns exec b sleep 30 >/dev/null 2>&1 & sleep 0.2; cnet netns list; kill $!")
    let inode = try sandbox.run("stat -L -c %i /run/netns/b").dropLast()
    let rows = table.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(rows.contains { $0 == ["b", inode, "1"] })
    #expect(rows.contains { $0.starts(with: ["a", "7"]) })
    #expect(table.contains("not mounted"))
  }

  @Test("show says which it is, who holds it and what is inside")
  func show() throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip netns add b; cnet veth add v0 eth0 --netns b")
    let printed = try sandbox.run(
      """
      ip netns exec b sleep 30 >/dev/null 2>&1 & sleep 0.2
      cnet netns show b --json
      cnet netns show pid:$! >/dev/null
      cnet netns show /run/netns/b | grep -c eth0
      echo $!
      kill $!
      """
    ).split(separator: "\n").map(String.init)
    let shown = try JSON(parsing: printed[0])[0]
    let stat = try sandbox.run("stat -L -c '%d %i' /run/netns/b").split(
      whereSeparator: \.isWhitespace)
    #expect(shown["device"].int == Int(stat[0]))
    #expect(shown["inode"].int == Int(stat[1]))
    #expect(shown["names"].strings == ["b"])
    #expect(shown["pids"].array.compactMap(\.int) == [Int(printed[2])])
    #expect(shown["hidden_processes"].int != nil)
    #expect(shown["links"].array.compactMap { $0["ifname"].string }.sorted() == ["eth0", "lo"])
    #expect(printed[1] == "1")
  }

  @Test(
    "Wrong names are refused",
    arguments: [
      ("add taken", 1, "EEXIST"), ("add ..", 1, "EINVAL"), ("add a/b", 1, "EINVAL"),
      ("add ''", 1, "EINVAL"), ("delete nosuch", 1, "ENOENT"), ("delete ../x", 1, "EINVAL"),
      ("show nosuch", 1, "no such namespace"), ("exec nosuch true", 1, "no such namespace"),
      ("show stale", 1, "no namespace is mounted"), ("exec taken", 64, "command"),
    ])
  func refused(command: String, status: Int32, text: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip netns add taken; touch /run/netns/stale /run/x")
    let outcome = try sandbox.attempt("cnet netns \(command)")
    #expect(outcome.status == status)
    #expect(outcome.errors.hasPrefix("cnet: "))
    #expect(outcome.errors.contains(text))
    #expect(
      try sandbox.run("ls /run /run/netns") == "/run:\nnetns\nx\n\n/run/netns:\nstale\ntaken\n")
  }

  @Test("A stale file goes by delete")
  func deleteStale() throws {
    let sandbox = try Sandbox()
    try sandbox.run("touch /run/netns/stale; cnet netns delete stale")
    #expect(try sandbox.run("ls /run/netns") == "")
  }
}

@Suite("cnet netns exec", .makesNamespaces)
struct NamespaceExecTests {
  @Test(
    "The exit status is the command's",
    arguments: [
      ("true", 0), ("sh -c 'exit 42'", 42), ("nosuch-program", 127), ("/etc/passwd", 126),
      ("/etc", 126), ("sh -c 'kill -9 $$'", 137),
    ])
  func status(command: String, status: Int32) throws {
    let sandbox = try Sandbox()
    // The shell turns a signal into 128 and its number.
    let outcome = try sandbox.attempt(
      "ip netns add b; cnet netns exec b \(command); exit $?")
    #expect(outcome.status == status)
    if status == 126 || status == 127 { #expect(outcome.errors.hasPrefix("cnet: run ")) }
  }

  @Test("Arguments arrive untouched")
  func arguments() throws {
    let sandbox = try Sandbox()
    let printed = try sandbox.run(
      """
      cnet netns add b
      cnet netns exec b printf '<%s>' --help -n x --trace -- -h '' 'a b' --json
      cnet -n b netns exec b printf '<%s>' -n
      cnet --trace netns exec b printf '<%s>' -- --dry-run 2>/dev/null
      """)
    #expect(printed == "<--help><-n><x><--trace><--><-h><><a b><--json><-n><--><--dry-run>")
    let help = try sandbox.run("cnet netns exec b ls --help")
    #expect(help.contains("--almost-all"))
  }

  @Test("It runs in the namespace, in the caller's process, with the namespace's /sys")
  func inside() throws {
    let sandbox = try Sandbox()
    try sandbox.run("cnet netns add b; ip -n b link add x0 type veth peer name x1")
    #expect(
      try sandbox.run("cnet netns exec b ls /sys/class/net")
        == sandbox.run("ip netns exec b ls /sys/class/net"))
    #expect(
      try sandbox.run("cnet netns exec b readlink /proc/self/ns/net")
        == sandbox.run("ip netns exec b readlink /proc/self/ns/net"))
    let around = try sandbox.run("ls /sys/class/net")
    // The shell's own process becomes cnet, and that the command.
    let pids = try sandbox.run("sh -c 'echo $$; exec cnet netns exec b sh -c \"echo \\$\\$\"'")
      .split(separator: "\n")
    #expect(pids[0] == pids[1])
    // Mounts made inside stay inside, also where mounts are shared as systemd has them.
    try sandbox.run("mount --make-rshared /")
    try sandbox.run("cnet netns exec b mount -t tmpfs tmpfs /mnt")
    #expect(try sandbox.attempt("mountpoint -q /mnt").status != 0)
    #expect(try sandbox.run("ls /sys/class/net") == around)
  }

  @Test("The files of /etc/netns/NAME lie over those of /etc")
  func configuration() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      """
      mount -t tmpfs tmpfs /etc; mkdir -p /etc/netns/b; cnet netns add b
      echo outer > /etc/resolv.conf; echo inner > /etc/netns/b/resolv.conf
      echo lost > /etc/netns/b/nosuch
      cnet netns exec b cat /etc/resolv.conf
      cat /etc/resolv.conf
      cnet netns exec /run/netns/b cat /etc/resolv.conf
      """)
    #expect(outcome.output == "inner\nouter\nouter\n")
    #expect(outcome.errors.contains("/etc/netns/b/nosuch over /etc/nosuch"))
  }

  @Test("pid:PID and fd:N are entered as well")
  func otherReferences() throws {
    let sandbox = try Sandbox()
    let printed = try sandbox.run(
      """
      cnet netns add b
      ip netns exec b sleep 30 >/dev/null 2>&1 & sleep 0.2
      cnet netns exec pid:$! readlink /proc/self/ns/net
      cnet netns exec fd:5 readlink /proc/self/ns/net 5</run/netns/b
      readlink /proc/$!/ns/net
      kill $!
      """
    ).split(separator: "\n")
    #expect(Set(printed).count == 1)
  }

  @Test("Without any rights outside, as root of a user namespace", .nobodyMayRun)
  func rootless() throws {
    let sandbox = try Sandbox(.nobody)
    let printed = try sandbox.run(
      """
      cnet netns add blue
      cnet veth add v0 eth0 --netns blue --address 10.0.0.2/24 --host-address 10.0.0.1/24
      cnet netns exec blue sh -c 'ls /sys/class/net; ip -4 -o addr show eth0' | grep -o 'eth0$\\|10.0.0.2/24'
      cnet netns list | tail -n 1 | cut -d ' ' -f 1
      cnet netns delete blue
      ls /run/netns
      """)
    #expect(printed == "eth0\n10.0.0.2/24\nblue\n")
  }
}
