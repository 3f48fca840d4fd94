import Foundation
import TestSupport
import Testing

@Suite("CNI when something fails", .makesNamespaces, .runsCNI)
struct CNIFailureTests {
  private let everything = #"""
    "ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/24",
      "routes": [{"dst": "0.0.0.0/0"}]}
    """#

  @Test(
    "A step that fails leaves nothing behind, whichever it is",
    arguments: [
      // The route cannot be; the name is taken; the reader of the result has gone.
      (
        #""ipam": {"type": "static", "addresses": [{"address": "10.2.0.2/24", "gateway": "10.2.0.1"}], "routes": [{"dst": "10.7.0.0/16", "gw": "10.99.0.1"}, {"dst": "10.7.0.0/16", "gw": "10.99.0.1"}]}"#,
        ""
      ),
      (
        #""ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#,
        "ip -n c1 link add eth0 type bridge"
      ),
      (#""ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}, "mtu": 70"#, "exec >/dev/full"),
    ])
  func steps(members: String, damage: String) throws {
    for (type, more) in [
      ("cnet-ptp", #""ipMasq": true"#), ("cnet-bridge", #""isGateway": true, "ipMasq": true"#),
      ("cnet-macvlan", #""master": "nic0""#), ("cnet-host-device", #""device": "nic1""#),
    ] {
      guard !members.contains("mtu") || type != "cnet-host-device" else { continue }
      let host = try CNIHost()
      if damage.hasPrefix("ip") { try host.sandbox.run(damage) }
      let before = try host.state()
      let outcome = try host.sandbox.attempt(
        """
        \(damage.hasPrefix("exec") ? damage : "")
        ARGS= /run/call /run/plugins/\(type) ADD <<'EOF'
        \(configuration(type, members + ", " + more))
        EOF
        """)
      #expect(outcome.status == 1, "\(type)")
      #expect(try host.state() == before, "\(type) \(outcome.output)")
    }
  }

  @Test("Killed at any moment, the next DEL or recover cleans up")
  func killed() throws {
    for (type, members) in [
      ("cnet-ptp", everything),
      (
        "cnet-macvlan",
        #""master": "nic0", "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#
      ),
    ] {
      let host = try CNIHost()
      let before = try host.state()
      let good = configuration(type, members)
      try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
      let script = """
        ARGS= /run/call /run/plugins/\(type) ADD </run/configuration >/dev/null &
        sleep 0.0$1; kill -9 $! 2>/dev/null; wait $! 2>/dev/null; true
        """
      try host.sandbox.run("cat > /run/kill <<'EOF'\n\(script)\nEOF")
      for moment in 0..<40 {
        try host.sandbox.run("sh /run/kill \(moment < 10 ? "0\(moment)" : "\(moment)")")
        if moment % 2 == 0 {
          try host.done(type, "DEL", good)
        } else {
          // A namespace that ended and records that are begun; then what was finished.
          try host.sandbox.run("cnet recover")
          try host.done(type, "DEL", good)
        }
        #expect(try host.state() == before, "\(type) after \(moment) hundredths of a second")
      }
    }
  }

  @Test("An ADD killed at 60 random moments: the next DEL, or recover and it, cleans up")
  func killedAtRandom() throws {
    let host = try CNIHost()
    let before = try host.state()
    let good = configuration("cnet-ptp", everything)
    let delete = "ARGS= /run/call /run/plugins/cnet-ptp DEL </run/configuration"
    try host.sandbox.run(
      """
      cat > /run/configuration <<'EOF'
      \(good)
      EOF
      cat > /run/kill <<'EOF'
      add() { ARGS= /run/call /run/plugins/cnet-ptp ADD </run/configuration >/dev/null 2>&1; }
      if [ ! -s /run/length ]; then
        start=${EPOCHREALTIME/./}; add; echo $((${EPOCHREALTIME/./} - start)) > /run/length; exit
      fi
      moment=$(((RANDOM * 32768 + RANDOM) % ($(cat /run/length) * 5 / 4)))
      ARGS= /run/call /run/plugins/cnet-ptp ADD </run/configuration >/dev/null 2>&1 & add=$!
      sleep $(printf '%d.%06d' $((moment / 1000000)) $((moment % 1000000)))
      kill -9 $add 2>/dev/null; wait $add 2>/dev/null
      echo "$? after $moment microseconds"
      EOF
      bash /run/kill; \(delete)
      """)
    #expect(try host.state() == before)
    var killed = 0
    for number in 1...60 {
      let when = try host.sandbox.run("bash /run/kill")
      if when.hasPrefix("137 ") { killed += 1 }
      try host.sandbox.run((number % 2 == 0 ? "cnet recover; " : "") + delete)
      #expect(try host.state() == before, "killed: \(when)")
    }
    #expect(killed > 0)
  }

  @Test("Killed before its rules are there, it is recovered", .hasStrace, .hasNFT)
  func killedBeforeRules() throws {
    let host = try CNIHost()
    let before = try host.state()
    let good = configuration("cnet-ptp", everything)
    let add = "/run/call /run/plugins/cnet-ptp ADD </run/configuration"
    try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
    let number = try host.sandbox.run(
      """
      ARGS= strace -f -o /run/strace -e trace=sendto \(add) >/dev/null
      grep sendto /run/strace | grep -n BATCH_BEGIN | head -n 1 | cut -d : -f 1; rm /run/strace
      """
    ).trimmingCharacters(in: .whitespacesAndNewlines)
    try host.done("cnet-ptp", "DEL", good)
    _ = try host.sandbox.attempt(
      "ARGS= strace -f -o /dev/null -e inject=sendto:signal=KILL:when=\(number) \(add)")
    #expect(try host.sandbox.run("cat /run/cnet/*@eth0").contains("phase=begun"))
    try host.sandbox.run("cnet recover")
    #expect(try host.state() == before)
  }

  @Test("recover alone gives back what was begun: link, address and rules")
  func recovered() throws {
    let host = try CNIHost()
    let before = try host.state()
    try host.done("cnet-ptp", "ADD", configuration("cnet-ptp", everything))
    // As a process would leave it that was killed before its last step.
    try host.sandbox.run("sed -i s/phase=done/phase=begun/ /run/cnet/*@eth0; cnet recover")
    #expect(try host.state() == before)
  }

  @Test("A call to the kernel that fails, at each of an ADD's", .hasStrace)
  func injected() throws {
    for (type, members) in [
      ("cnet-ptp", everything), ("cnet-bridge", #""isGateway": true, "# + everything),
      (
        "cnet-macvlan",
        #""master": "nic0", "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#
      ),
    ] {
      let host = try CNIHost()
      let before = try host.state()
      try host.sandbox.run(
        "cat > /run/configuration <<'EOF'\n\(configuration(type, members))\nEOF")
      var failures = 0
      for number in 1...30 {
        let outcome = try host.sandbox.attempt(
          """
          ARGS= strace -f -o /dev/null -e trace=sendto -e inject=sendto:error=ENOMEM:when=\(number) \
            /run/call /run/plugins/\(type) ADD </run/configuration
          """)
        if outcome.status == 0 {
          try host.done(type, "DEL", configuration(type, members))
          _ = try host.sandbox.attempt("ip link delete cni0")
          break
        }
        failures += 1
        #expect(try host.state() == before, "\(type), call \(number): \(outcome.output)")
      }
      #expect(failures >= 5, "\(type)")
    }
  }

  @Test("Nothing can be taken back either: the next DEL does it", .hasStrace)
  func injectedForGood() throws {
    let host = try CNIHost()
    let before = try host.state()
    let good = configuration("cnet-ptp", everything)
    try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
    for call in ["sendto", "recvmsg"] {
      for number in 1...20 {
        let outcome = try host.sandbox.attempt(
          """
          ARGS= strace -f -o /dev/null -e trace=\(call) -e inject=\(call):error=ENOMEM:when=\(number)+ \
            /run/call /run/plugins/cnet-ptp ADD </run/configuration
          """)
        try host.done("cnet-ptp", "DEL", good)
        #expect(try host.state() == before, "\(call) \(number): \(outcome.output)")
      }
    }
  }

  @Test("A call to the kernel that fails, at each of a DEL's", .hasStrace)
  func injectedIntoDelete() throws {
    for (type, members) in [
      ("cnet-ptp", everything),
      ("cnet-bridge", #""bridge": "br0", "isGateway": true, "# + everything),
      (
        "cnet-macvlan",
        #""master": "nic0", "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#
      ),
      (
        "cnet-host-device",
        #""device": "nic1", "ipam": {"type": "host-local", "subnet": "10.2.0.0/24"}"#
      ),
    ] {
      let host = try CNIHost()
      // One that stays, and so keeps the bridge and the tables.
      try host.sandbox.run(
        "ip netns add c2; ip link add br0 address 02:00:00:00:00:b0 type bridge; ip link set br0 up"
      )
      let good = configuration(type, members)
      if type != "cnet-host-device" {
        try host.done(type, "ADD", good, container: "stays", namespace: "/run/netns/c2")
      }
      let before = try host.state()
      try host.sandbox.run("cat > /run/configuration <<'EOF'\n\(good)\nEOF")
      var failures = 0
      for number in 1...40 {
        try host.done(type, "ADD", good)
        let outcome = try host.sandbox.attempt(
          """
          ARGS= strace -f -o /run/strace -e trace=sendto -e inject=sendto:error=ENOMEM:when=\(number) \
            /run/call /run/plugins/\(type) DEL </run/configuration
          """)
        if outcome.status != 0 {
          failures += 1
          let error = try JSON(parsing: outcome.output)
          #expect(error["cniVersion"].string == "1.0.0")
          #expect(error["code"].int == 100, "\(type), call \(number): \(outcome.output)")
          #expect(outcome.output.contains("ENOMEM"), "\(type), call \(number): \(outcome.output)")
          try host.done(type, "DEL", good)
        }
        #expect(try host.state() == before, "\(type), call \(number): \(outcome.output)")
        guard try host.sandbox.attempt("grep -q INJECTED /run/strace").status == 0 else { break }
        #expect(number < 40, "\(type)")
      }
      #expect(failures >= 2, "\(type)")
    }
  }

  @Test("200 containers from 16 processes, one bridge and one range")
  func crowd() throws {
    let host = try CNIHost()
    let members =
      #""bridge": "br0", "isGateway": true, "ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.3.0.0/24"}"#
    let good = configuration("cnet-bridge", members)
    try host.sandbox.run(
      """
      cat > /run/configuration <<'EOF'
      \(good)
      EOF
      for n in $(seq 200); do ip netns add n$n; done
      ip link add br0 address 02:00:00:00:00:b0 type bridge; ip link set br0 up; ip addr add 10.3.0.1/24 dev br0
      """)
    let before = try host.state()
    let each = { (command: String) in
      """
      export ARGS=
      seq 200 | xargs -P 16 -I N sh -c \
        '/run/call /run/plugins/cnet-bridge \(command) nN /run/netns/nN </run/configuration >/run/outN 2>&1 || echo FAILED N; cat /run/outN'
      """
    }
    let added = try host.sandbox.run(each("ADD"))
    #expect(!added.contains("FAILED"), "\(added.prefix(2000))")
    let lines = added.split(separator: "\n")
    let addresses = try lines.map { try JSON(parsing: String($0))["ips"][0]["address"].string }
    #expect(Set(addresses).count == 200)
    let deleted = try host.sandbox.run(each("DEL"))
    #expect(deleted.isEmpty, "\(deleted.prefix(2000))")
    #expect(try host.state() == before)
  }
}

extension Trait where Self == ConditionTrait {
  static var hasStrace: Self {
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"),
      "needs strace: apt-get install strace")
  }
}
