import Foundation
import RouteNetlink
import TestSupport
import Testing

@Suite("cnet watch", .makesNamespaces, .kernelHas(Veth.self), .timeLimit(.minutes(3)))
struct WatchTests {
  /// Changes something until the watcher has seen it: from then on it hears everything.
  static let begin = """
    begin() {
      n=0
      while [ ! -s $1 ]; do
        ip link set v0 group $((n += 1)); sleep 0.02
        if [ $n -gt 1500 ]; then exit 1; fi
      done
    }
    ip link add v0 type veth peer name v1
    # Of a link that is down, the kernel does not tell every change.
    ip link set v0 up; ip link set v1 up

    """

  @Test(
    "Ten thousand changes, faster than five thousand a second: every one, as ip monitor has them")
  func storm() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      Self.begin + """
        i=0; while [ $((i += 1)) -le 10000 ]; do echo "link set v0 alias $i"; done >/run/batch
        ip -rcvbuf 268435456 monitor link >/run/theirs & monitor=$!
        cnet watch --json --buffer 268435456 --for 60s --until 'link done0' >/run/ours & watch=$!
        begin /run/ours; begin /run/theirs
        before=$(date +%s%N); ip -batch /run/batch; after=$(date +%s%N)
        ip link add done0 type veth peer name done1
        wait $watch
        until grep -q done0 /run/theirs; do sleep 0.05; done
        kill $monitor
        echo $((10000 * 1000000000 / (after - before)))
        grep -o 'alias [0-9]*' /run/theirs | cut -d' ' -f2 | uniq | tr '\\n' ' '; echo
        cat /run/ours
        """)
    let lines = output.split(separator: "\n").map(String.init)
    let rate = try #require(Int(lines[0]))
    let theirs = lines[1].split(separator: " ").compactMap { Int($0) }
    let changes = try lines.dropFirst(2).map { try JSON(parsing: $0) }
    let isLost = changes.contains { $0["action"].string == "lost" }
    let steps = changes.flatMap(\.aliases)
    print("\(rate) changes a second, \(steps.count) seen\(isLost ? ", some said to be lost" : "")")
    #expect(steps.last?.to == 10_000)
    // Each begins where the last one ended, whatever was lost between.
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.to == $1.from })
    if !isLost {
      #expect(steps.map(\.to) == Array(1...10_000))
      if theirs.count == 10_000 { #expect(steps.map(\.to) == theirs) }
    }
  }

  @Test("What is lost is said, and found later")
  func loss() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      Self.begin + """
        cnet watch --json --buffer 4096 --for 60s --until 'link done0' >/run/ours & watch=$!
        begin /run/ours
        ip link set v0 alias 1
        until grep -q alias /run/ours; do sleep 0.02; done
        kill -STOP $watch
        i=1; while [ $((i += 1)) -le 500 ]; do echo "link set v0 alias $i"; done | ip -batch -
        ip addr add 10.0.0.1/24 dev v0
        ip link add done0 type veth peer name done1
        kill -CONT $watch; wait $watch
        cat /run/ours
        """)
    let changes = try output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    let lost = try #require(changes.firstIndex { $0["action"].string == "lost" })
    #expect(changes[lost]["object"].string == "notifications")
    let later = changes[lost...].filter { $0["found_later"].bool == true }
    #expect(
      later.contains { $0["address"].string == "10.0.0.1/24" && $0["action"].string == "added" })
    #expect(later.contains { $0["ifname"].string == "done0" })
    let steps = changes.flatMap(\.aliases)
    #expect(steps.last?.to == 500)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.to == $1.from })
  }

  @Test("All namespaces, those to come too, and none is kept alive")
  func all() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      Self.begin + """
        ip netns add old
        cnet watch --all --until 'link w0 deleted'
        cnet watch --all --json --for 60s --until 'link last0' >/run/ours & watch=$!
        begin /run/ours
        ip -n old link set lo mtu 1234
        ip netns add blue
        ip link add w0 type veth peer name w1 netns blue
        ip -n blue link set w1 mtu 1300
        ip -n blue addr add 10.0.0.2/24 dev w1
        unshare -n sleep 1000 </dev/null >/dev/null 2>&1 & held=$!
        until grep -q "pid:$held" /run/ours; do sleep 0.05; done
        nsenter -t $held -n ip link set lo mtu 4321
        ip netns delete blue
        # The other end goes with the namespace, although somebody watches.
        timeout 20 sh -c 'while [ -e /sys/class/net/w0 ] || ip link show w0 >/dev/null 2>&1; do
          sleep 0.05; done'
        ip link add last0 type veth peer name last1
        wait $watch
        echo $held; stat -L -c %i /proc/self/ns/net; cat /run/ours
        """)
    let lines = output.split(separator: "\n").map(String.init)
    let changes = try lines.dropFirst(2).map { try JSON(parsing: $0) }
    func has(_ namespace: String, _ object: String, _ action: String, _ what: String = "") -> Bool {
      changes.contains { change in
        change["namespace"].string == namespace && change["object"].string == object
          && change["action"].string == action
          && (what.isEmpty
            || "\(change["ifname"]) \(change["changes"]) \(change["address"])".contains(what))
      }
    }
    #expect(has("old", "link", "changed", "1234"))
    #expect(has("blue", "namespace", "added"))
    #expect(has("here", "link", "added", "w0"))
    #expect(has("blue", "link", "added", "w1") || has("blue", "link", "changed", "1300"))
    #expect(has("blue", "address", "added", "10.0.0.2/24"))
    #expect(has("pid:\(lines[0])", "namespace", "added"))
    #expect(has("pid:\(lines[0])", "link", "changed", "4321"))
    #expect(has("here", "link", "deleted", "w0"))
  }

  @Test("From what to what: addresses, routes and neighbours too")
  func kinds() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      Self.begin + """
        ip monitor all >/run/theirs & monitor=$!
        cnet watch --for 60s --until 'link last0' >/run/ours & watch=$!
        begin /run/ours; begin /run/theirs
        ip link set v0 mtu 1400
        ip link add br0 type bridge; ip link set br0 up
        ip link set v0 master br0; sleep 0.1; ip link set v0 nomaster
        ip addr add 10.0.0.1/24 dev v0
        ip route add 10.1.0.0/16 via 10.0.0.5
        ip route replace 10.1.0.0/16 via 10.0.0.6
        ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev v0
        ip neigh change 10.0.0.9 lladdr 02:00:00:00:00:0a dev v0
        ip neigh del 10.0.0.9 dev v0
        ip addr del 10.0.0.1/24 dev v0
        ip link add last0 type veth peer name last1
        wait $watch
        until grep -q last0 /run/theirs; do sleep 0.05; done
        kill $monitor
        cat /run/ours; echo ====; cat /run/theirs
        """)
    let halves = output.components(separatedBy: "====\n")
    for part in [
      "link v0: MTU 1500 → 1400", "address 10.0.0.1/24 on v0 added",
      "route 10.1.0.0/16 added: via 10.0.0.5, dev v0", "route 10.1.0.0/16: via 10.0.0.5 → 10.0.0.6",
      "neighbor 10.0.0.9 on v0 added: MAC 02:00:00:00:00:09",
      "neighbor 10.0.0.9 on v0: MAC 02:00:00:00:00:09 → 02:00:00:00:00:0a",
      "neighbor 10.0.0.9 on v0 deleted", "address 10.0.0.1/24 on v0 deleted",
      "route 10.0.0.0/24 deleted",
    ] { #expect(halves[0].contains(part), "\(part)") }
    // A bridge tells of its ports by messages that lack most of the link, and has timers that run.
    #expect(halves[0].contains("master none → br0") && halves[0].contains("master br0 → none"))
    for part in [
      "link v0 deleted", "kind none", "kind veth →", "Status(", "Optional(",
      // The port's own state and flags are not the link's.
      "state forwarding → up", "state disabled → up", "hairpin none", "flags 0 →",
    ] {
      #expect(!halves[0].contains(part), "\(part): \(halves[0])")
    }
    // The same events by the other tool.
    func count(_ text: String, _ pattern: String) throws -> Int {
      let expression = try Regex(pattern).anchorsMatchLineEndings()
      return text.matches(of: expression).count
    }
    #expect(
      try count(halves[0], "address 10\\.0\\.0\\.1/24 on v0 (added|deleted)")
        == count(halves[1], "inet 10\\.0\\.0\\.1/24"))
    #expect(
      try count(halves[0], "route 10\\.1\\.0\\.0/16 added|route 10\\.1\\.0\\.0/16:")
        == count(halves[1], "^(?!.*Deleted).*10\\.1\\.0\\.0/16 via"))
  }

  @Test("IPv4 routes that the kernel drops without a word, and their return")
  func droppedRoutes() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      Self.begin + """
        for l in d0 d1; do
          ip link add $l type veth peer name p$l; ip link set $l up; ip link set p$l up
        done
        ip addr add 10.0.0.2/24 dev d0; ip addr add 10.1.0.2/24 dev d1
        ip route add default via 10.0.0.1
        ip route add 10.55.0.0/16 via 10.1.0.1 src 10.0.0.2
        cnet watch --for 60s --until 'link done0' >/run/ours & watch=$!
        begin /run/ours
        timeout 20 cnet watch --until 'route default deleted' >/run/until & until=$!
        sleep 0.2
        ip addr del 10.0.0.2/24 dev d0
        wait $until
        ip addr add 10.0.0.2/24 dev d0
        ip route add default via 10.0.0.1
        # Gone and back before anybody can look.
        printf '%s\n' 'addr del 10.0.0.2/24 dev d0' 'addr add 10.0.0.2/24 dev d0' \
          'route add default via 10.0.0.1' | ip -batch -
        ip route add 10.99.0.0/16 nexthop via 10.0.0.9 nexthop via 10.1.0.9
        ip link set d0 down; ip link set d1 down
        sleep 0.1
        ip link set d0 up; ip link set d1 up
        ip nexthop add id 1 via 10.0.0.9 dev d0; ip nexthop add id 2 via 10.0.0.8 dev d0
        ip nexthop add id 3 group 1/2
        ip route add 10.96.0.0/16 nhid 3; ip route add 10.97.0.0/16 nhid 1
        ip nexthop del id 1; sleep 0.1
        ip nexthop del id 2; sleep 0.1
        ip route add 10.98.0.0/16 nexthop via 10.0.0.9 nexthop via 10.1.0.9
        ip link del d1
        ip link add done0 type veth peer name done1
        wait $watch
        cat /run/ours
        """)
    let lines = output.split(separator: "\n").map { $0.drop { $0 != " " } }
    func count(_ text: String) -> Int { lines.count { $0.contains("route \(text)") } }
    #expect(count("default deleted") == 3 && count("default added") == 2, "\(output)")
    for route in ["10.55.0.0/16", "10.96.0.0/16", "10.97.0.0/16", "10.98.0.0/16", "10.99.0.0/16"] {
      #expect(count("\(route) deleted") == 1, "\(route): \(output)")
    }
    #expect(count("10.99.0.0/16 added") == 1 && count("10.98.0.0/16 added") == 1)
    let hops = "next hops 10.0.0.8 d0 weight 1, 10.0.0.9 d0 weight 1 → "
    #expect(lines.count { $0.contains("route 10.96.0.0/16: ") && $0.contains(hops) } == 1)
  }

  @Test("An IPv6 route of several hops is one")
  func mergedRoutes() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      Self.begin + """
        ip addr add fd01::1/64 dev v0 nodad
        ip route add fd99::/64 via fd01::2
        cnet watch --for 60s --until 'link done0' >/run/ours & watch=$!
        begin /run/ours
        ip -6 route append fd99::/64 via fd01::3
        ip -6 route append fd99::/64 via fd01::4
        ip -6 route del fd99::/64 via fd01::4
        ip -6 route del fd99::/64 via fd01::3
        ip link set v0 alias still
        ip -6 route append fd99::/64 via fd01::3
        ip -6 route replace fd99::/64 nexthop via fd01::5 nexthop via fd01::6
        timeout 20 cnet watch --until 'route fd99::/64 deleted' >/run/until & until=$!
        sleep 0.2
        ip -6 route del fd99::/64
        wait $until
        ip link add done0 type veth peer name done1
        wait $watch
        cat /run/ours
        """)
    let text = output.split(separator: "\n").map { $0.split(separator: "  ").dropFirst(2) }
      .map { $0.joined(separator: "  ") }.filter { $0.contains("fd99::") || $0.contains("still") }
    #expect(text.count == 8, "\(output)")
    guard text.count == 8 else { return }
    #expect(text[0].contains("fd01::2 v0 weight 1, fd01::3 v0 weight 1"))
    #expect(text[1].contains("fd01::3 v0 weight 1, fd01::4 v0 weight 1"))
    #expect(text[2].hasSuffix("→ fd01::2 v0 weight 1, fd01::3 v0 weight 1"))
    #expect(text[3].contains("via none → fd01::2"))
    #expect(text[4].contains("still"))
    #expect(text[6].hasSuffix("→ fd01::5 v0 weight 1, fd01::6 v0 weight 1"))
    #expect(text[7] == "route fd99::/64 deleted")
  }

  /// A new one usually gets the inode and the ID of the old one.
  @Test(
    "A namespace that dies while notifications are lost",
    arguments: [""] + (Kernel.hasNamespaceCookies ? ["ip netns add red"] : []))
  func lostNamespace(then: String) throws {
    let sandbox = try Sandbox()
    let output = try sandbox.runAlone(
      Self.begin + """
        ip netns add blue; ip -n blue link add e0 type veth peer name e1
        ip link add h0 type veth peer name h1 netns blue
        cnet watch --all --json --buffer 4096 --for 20s --until 'link e0 deleted' >/run/ours & watch=$!
        begin /run/ours
        kill -STOP $watch
        for i in $(seq 500); do echo "link set v0 alias $i"; done | ip -batch -
        ip netns del blue
        while ip link show h0 >/dev/null 2>&1; do sleep 0.02; done
        \(then)
        kill -CONT $watch; wait $watch
        cat /run/ours
        """)
    let changes = try output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(changes.contains { $0["action"].string == "lost" })
    #expect(
      changes.contains { $0["object"].string == "link" || $0["object"].string == "namespace" })
    let gone = changes.filter {
      $0["namespace"].string == "blue" && $0["action"].string == "deleted"
    }
    #expect(!gone.isEmpty && gone.allSatisfy { $0["found_later"].bool == true }, "\(output)")
  }

  @Test("What is asked can be traced")
  func trace() throws {
    let sandbox = try Sandbox()
    let here = try sandbox.attempt("cnet watch --trace --for 10ms").errors
    for type in ["LINK", "ADDR", "ROUTE", "NEIGH"] { #expect(here.contains("> RTM_GET\(type)")) }
    #expect(here.contains("< RTM_NEWLINK"))
    let all = try sandbox.attempt("ip netns add blue; cnet watch --all --trace --for 10ms").errors
    #expect(all.contains("> RTM_NEWNSID"))
    #expect(
      all.split(separator: "\n").contains {
        $0.hasPrefix("> RTM_GETLINK") && $0.hasSuffix(" in blue")
      })
  }

  @Test("Conditions, times and the statuses that go with them")
  func conditions() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
      ip addr add 10.0.0.1/24 dev v0; ip route add default via 10.0.0.9 table 7
      ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev v0
      until cnet link list | grep v0 | grep -q up; do sleep 0.02; done
      """)
    for (condition, status) in [
      ("link v0 up", 0), ("link v0 down", 1), ("link v0", 0), ("link v0 deleted", 1),
      ("link none deleted", 0), ("link none", 1), ("address 10.0.0.1", 0), ("address 10.0.0.2", 1),
      ("route 10.0.0.0/24", 0), ("route 10.0.0.7/24", 0), ("route 10.0.0.0/25", 1),
      ("route default", 0), ("route 0.0.0.0/0", 0), ("route 0.0.0.7/0 deleted", 1),
      ("route ::/0", 1), ("route ::/0 deleted", 0), ("neighbor 10.0.0.9", 0),
      ("neighbor 10.0.0.8", 1), ("namespace blue deleted", 0), ("namespace blue", 1),
    ] {
      let all = condition.hasPrefix("namespace") ? "--all" : ""
      let outcome = try sandbox.attempt("cnet watch \(all) --for 50ms --until '\(condition)'")
      #expect(outcome.status == Int32(status), "\(condition): \(outcome.errors)")
      let line = "cnet: wait for \(condition): the time is over (ETIMEDOUT)\n"
      #expect(outcome.errors == (status == 0 ? "" : line))
    }
    // It comes while it is waited for.
    let outcome = try sandbox.attempt(
      """
      (sleep 0.2; ip addr add 10.0.0.2/24 dev v0) &
      cnet watch --for 60s --until 'address 10.0.0.2'
      """)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("address 10.0.0.2/24 on v0 added"))
    #expect(try sandbox.attempt("cnet watch --for 50ms").status == 0)
    #expect(try sandbox.attempt("timeout --preserve-status -s INT 0.3 cnet watch").status == 130)
    for wrong in ["--until nonsense", "--until 'address x'", "--for 10", "--for 0s", "--buffer 1"] {
      let outcome = try sandbox.attempt("cnet watch \(wrong)")
      #expect(outcome.status == 64, "\(wrong)")
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
  }
}

extension JSON {
  /// The steps of an alias that is a number: from none or one to another.
  fileprivate var aliases: [(from: Int, to: Int)] {
    self["changes"].array.filter { $0["what"].string == "alias" }.compactMap { change in
      guard let to = change["to"].string.flatMap({ Int($0) }) else { return nil }
      return (change["from"].string.flatMap { Int($0) } ?? 0, to)
    }
  }
}
