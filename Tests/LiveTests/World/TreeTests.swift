import Foundation
import RouteNetlink
import TestSupport
import Testing

@Suite("cnet tree", .makesNamespaces, .kernelHas(Veth.self))
struct TreeTests {
  @Test(
    "Sixty namespaces and two hundred pairs: both ends of each",
    .kernelHas(Bridge.self), .kernelHas(Macvlan.self))
  func arrangement() throws {
    let made = Arrangement()
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(made.script("cnet tree --json"))
    let lines = output.split(separator: "\n").map(String.init)
    let inodes = lines.prefix(Arrangement.count).compactMap { Int($0) }
    let tree = Tree(try JSON(parsing: lines.last ?? ""))
    #expect(Set(inodes).isSubset(of: tree.links.keys))
    // And the script's own.
    #expect(tree.links.count == Arrangement.count + 1)
    var expected: [Tree.End: Tree.End] = [:]
    for (number, ends) in made.pairs.enumerated() {
      let a = Tree.End(inode: inodes[ends.0], name: "a\(number)")
      let b = Tree.End(inode: inodes[ends.1], name: "b\(number)")
      expected[a] = b
      expected[b] = a
    }
    for ends in made.bridges {
      let m0 = Tree.End(inode: inodes[ends.bridge], name: "m0")
      let m1 = Tree.End(inode: inodes[ends.bridge], name: "m1")
      expected[m0] = m1
      expected[m1] = m0
      let bridge = Tree.End(inode: inodes[ends.bridge], name: "br0")
      #expect(tree.masters[m0] == bridge)
      #expect(tree.parents[Tree.End(inode: inodes[ends.macvlan], name: "v0")] == bridge)
    }
    #expect(tree.peers == expected, "seed \(made.seed)")
    #expect(tree.masters.count == 10 && tree.parents.count == 10)
  }

  @Test(
    "Sixty namespaces and two hundred pairs take less than half a second", .kernelHas(Bridge.self),
    .kernelHas(Macvlan.self),
    .enabled(if: !Kernel.isEmulated, "the processor may be emulated"))
  func halfASecond() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      Arrangement().script(
        """
        for i in 1 2 3 4 5; do
          before=$(date +%s%N); cnet tree --json >/run/tree; after=$(date +%s%N)
          echo $(((after - before) / 1000000))
        done
        """))
    let times = output.split(separator: "\n").dropFirst(Arrangement.count).compactMap { Int($0) }
    #expect(times.count == 5)
    // Whatever else the machine does meanwhile.
    #expect(try #require(times.min()) < 500, "milliseconds")
  }

  @Test("While links move about, what is called consistent is", .timeLimit(.minutes(2)))
  func changing() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      """
      for n in 0 1 2 3 4 5; do ip netns add n$n; done
      for i in $(seq 0 19); do ip link add a$i netns n0 type veth peer name b$i netns n1; done
      for i in $(seq 0 60); do
        for b in 0 5 9; do
          echo "ip -n n$((1 + i % 5)) link set b$b netns n$((1 + (i + 1) % 5))"
        done
        echo "sleep 0.0$((i % 4))"
      done >/run/moves
      sh -e /run/moves &
      while kill -0 $! 2>/dev/null; do cnet tree --json 2>/dev/null; done
      wait $!
      cnet tree --json
      """)
    var consistent = 0
    for line in output.split(separator: "\n") {
      let json = try JSON(parsing: String(line))
      guard json["consistent"].bool == true else { continue }
      consistent += 1
      let tree = Tree(json)
      #expect(tree.peers.count == 40)
      for (end, other) in tree.peers { #expect(tree.peers[other] == end) }
      #expect(tree.dangling == 0)
    }
    #expect(consistent > 0)
  }

  @Test("Whose the numbers of namespaces are is asked in the order that leads there soonest")
  func questions() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      """
      for n in $(seq 40); do ip netns add n$n; ip link add h$n type veth peer name e netns n$n; done
      cnet tree --trace 2>&1 >/run/tree | grep -c '^> RTM_GETNSID'
      grep -c 'in n[0-9]' /run/tree
      """)
    let counts = output.split(separator: "\n").compactMap { Int($0) }
    try #require(counts.count == 2)
    // Each asks about home, and home about each.
    #expect(counts[0] <= 2 * 41, "\(counts[0]) questions")
    #expect(counts[1] == 40)
  }

  /// Any process of the namespace may send to the sockets that are opened there.
  @Test("Who floods the sockets stops nobody", .hasPython, .timeLimit(.minutes(2)))
  func flood() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      """
      cat >/run/flood <<'END'
      import os, socket
      def ports():
          for line in open("/proc/self/net/netlink"):
              words = line.split()
              if words[1] == "0" and words[2] != "0" and words[2] != str(own): yield int(words[2])
      for _ in range(3):
          if os.fork() == 0: break
      sender = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
      sender.bind((0, 0))
      sender.setblocking(False)
      own = sender.getsockname()[0]
      while True:
          there = list(ports())
          try:
              for _ in range(2000 if there else 0):
                  for port in there:
                      try: sender.sendto(b"0123456789abcdef", (port, 0))
                      except BlockingIOError: pass
          except ConnectionRefusedError: pass
      END
      ip netns add blue
      ip link add v0 type veth peer name v1 netns blue
      nsenter --net=/run/netns/blue python3 /run/flood >/dev/null 2>&1 &
      python3 /run/flood >/dev/null 2>&1 &
      sleep 0.5
      for i in 1 2 3; do
        for command in tree 'peer v0'; do
          # They may fail, but they end.
          status=0; timeout 20 cnet $command >/dev/null 2>&1 || status=$?
          [ $status -le 1 ] || echo "$command: status $status"
        done
      done
      echo end
      """)
    #expect(output == "end\n")
  }

  @Test("Namespaces without names: descriptors, mounts and threads hold them", .hasPython)
  func holders() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      """
      ip netns add opened; ip netns add 'mounted'; ip netns add named
      mkdir '/run/a place'; touch '/run/a place/m'
      mount --bind /run/netns/mounted '/run/a place/m'
      for n in opened mounted named; do stat -L -c %i /run/netns/$n; done
      sh -c 'exec 9</run/netns/opened; echo ready >/run/ready; exec sleep 1000' \
        </dev/null >/dev/null 2>&1 &
      opener=$!
      python3 -c '
      import ctypes, os, threading, time
      def go():
          assert ctypes.CDLL(None).unshare(0x40000000) == 0
          print(os.stat("/proc/thread-self/ns/net").st_ino, threading.get_native_id(), flush=True)
          time.sleep(1000)
      threading.Thread(target=go, daemon=True).start()
      time.sleep(1000)' >/run/thread &
      python=$!
      while [ ! -s /run/ready ] || [ ! -s /run/thread ]; do sleep 0.01; done
      ip netns delete opened; ip netns delete mounted
      echo $opener; echo $python; cat /run/thread
      cnet tree --json
      cnet tree
      """)
    let lines = output.split(separator: "\n").map(String.init)
    let words = lines[5].split(separator: " ").compactMap { Int($0) }
    let namespaces = try JSON(parsing: lines[6])["namespaces"].array
    func namespace(_ inode: Int?) -> JSON? { namespaces.first { $0["inode"].int == inode } }
    let opened = try #require(namespace(Int(lines[0])))
    #expect(opened["descriptors"][0]["pid"].int == Int(lines[3]))
    #expect(opened["descriptors"][0]["fd"].int == 9)
    #expect(opened["names"].array.isEmpty && opened["pids"].array.isEmpty)
    let mounted = try #require(namespace(Int(lines[1])))
    #expect(mounted["mounts"][0]["path"].string == "/run/a place/m")
    #expect(mounted["links"][0]["ifname"].string == "lo")
    let named = try #require(namespace(Int(lines[2])))
    #expect(named["names"].strings == ["named"])
    #expect(named["mounts"].array.isEmpty)
    let threaded = try #require(namespace(words[0]))
    #expect(threaded["threads"][0]["pid"].int == Int(lines[4]))
    #expect(threaded["threads"][0]["tid"].int == words[1])
    let text = lines.dropFirst(7).joined(separator: "\n")
    #expect(text.contains("descriptor 9 of \(lines[3])"))
    #expect(text.contains("mount /run/a place/m"))
  }

  @Test("Whose a namespace is: host name and attachment")
  func owners() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      """
      unshare -nu sh -c 'echo web7 >/proc/sys/kernel/hostname; echo >/run/ready; exec sleep 1000' \
        </dev/null >/dev/null 2>&1 &
      while [ ! -s /run/ready ]; do sleep 0.01; done
      ip netns add blue
      cnet attach c1 --netns blue --kind veth --name eth0
      cnet tree --json
      cnet detach c1 >/dev/null 2>&1 || true
      echo $!
      """)
    let lines = output.split(separator: "\n").map(String.init)
    let json = try JSON(parsing: try #require(lines.first { $0.hasPrefix("{\"namesp") }))
    let pid = Int(lines.last ?? "")
    let namespaces = json["namespaces"].array
    let web = namespaces.first { $0["pids"].array.contains { $0.int == pid } }
    #expect(web?["owners"].array.contains { $0["hostname"].string == "web7" } == true)
    let blue = namespaces.first { $0["names"].strings == ["blue"] }
    let owner = blue?["owners"].array.first { $0["source"].string == "ifalias" }
    #expect(owner?["container"].string == "c1")
    #expect(owner?["interface"].string == "eth0")
  }

  @Test("A peer where nobody can look is said, and not guessed")
  func hiddenPeer() throws {
    let sandbox = try Sandbox()
    // Its process is outside of what the inner one sees. Both ends have the same index.
    let outcome = try sandbox.attempt(
      """
      unshare -n sleep 1000 </dev/null >/dev/null 2>&1 &
      mine=$(stat -L -c %i /proc/self/ns/net)
      while [ $(stat -L -c %i /proc/$!/ns/net) = $mine ]; do sleep 0.01; done
      ip link add v0 type veth peer name v1 netns $!
      unshare --pid --fork --kill-child --mount-proc sh -c '
        cnet tree --json; cnet tree 2>/dev/null; cnet peer v0; echo $?'
      kill $!
      """)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    let links = try JSON(parsing: lines[0])["namespaces"][0]["links"].array
    let peer = try #require(links.first { $0["ifname"].string == "v0" })["peer"]
    #expect(peer["nsid"].exists && peer["ifindex"].int == 2)
    #expect(!peer["inode"].exists)
    #expect(outcome.errors.contains("1 link leads to a namespace that could not be found"))
    #expect(outcome.output.contains("in a namespace that could not be found"))
    #expect(lines.last == "1")
  }

  @Test("Processes that may not be looked into are counted", .nobodyMayRun)
  func hiddenProcesses() throws {
    let sandbox = try Sandbox(.nobody)
    let outcome = try sandbox.attempt("cnet tree --json")
    #expect(outcome.status == 0)
    let hidden = try #require(try JSON(parsing: outcome.output)["hidden_processes"].int)
    #expect(hidden > 0)
    #expect(outcome.errors.contains("processes may not be looked into"))
  }

  @Test("Text from outside does not steer the terminal or break a format")
  func hostileText() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      """
      ip link add 'a"<b>&' type veth peer name 'c#;[d]`'
      cnet tree | cat -v
      cnet tree --format mermaid
      cnet tree --format dot >/run/dot; grep -c 'a&#34;&#60;b&#62;&#38;' /run/dot
      """)
    #expect(output.contains(#"a"<b>&"#))
    #expect(output.contains("a#34;#60;b#62;#38;"))
    #expect(output.hasSuffix("\n2\n"))
  }
}

/// What `cnet tree --json` says, as ends of relations.
struct Tree {
  struct End: Hashable {
    var inode: Int
    var name: String
  }

  /// The names by index, of each namespace.
  var links: [Int: [Int: String]] = [:]
  var peers: [End: End] = [:]
  var parents: [End: End] = [:]
  var masters: [End: End] = [:]
  /// Relations whose other end is not there, or has another name.
  var dangling = 0

  init(_ json: JSON) {
    for namespace in json["namespaces"].array {
      let inode = namespace["inode"].int ?? 0
      links[inode] = [:]
      for link in namespace["links"].array {
        links[inode]?[link["ifindex"].int ?? 0] = link["ifname"].string
      }
    }
    for namespace in json["namespaces"].array {
      for link in namespace["links"].array {
        let end = End(inode: namespace["inode"].int ?? 0, name: link["ifname"].string ?? "")
        peers[end] = other(link["peer"])
        parents[end] = other(link["parent"])
        masters[end] = other(link["master"])
      }
    }
  }

  private mutating func other(_ json: JSON) -> End? {
    guard json.exists else { return nil }
    let name = links[json["inode"].int ?? 0]?[json["ifindex"].int ?? 0]
    guard let inode = json["inode"].int, let name, name == json["ifname"].string else {
      dangling += 1
      return nil
    }
    return End(inode: inode, name: name)
  }
}
