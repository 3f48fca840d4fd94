import TestSupport
import Testing

@Suite(.makesNamespaces) struct BatchTests {
  @Test func runsEachLineWithItsNamespaceAndQuoting() throws {
    let sandbox = try Sandbox()
    let output = try sandbox.run(
      #"""
      cnet netns add 'blue sky'
      cnet batch <<'END'
      # two pairs
      veth add w0 e0 --netns "blue sky" --address 10.0.0.2/24

      -n 'blue sky' address list --dev e0 --json
      cnet veth add w1 e1 --netns blue\ sky
      END
      ip -n 'blue sky' -o link show type veth | wc -l
      """#)
    #expect(output.contains("10.0.0.2"))
    #expect(output.hasSuffix("2\n"))
  }

  @Test func stopsAtTheFirstFailureWithItsLine() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      "printf 'veth add a b\\n\\nlink delete nope\\nveth add c d\\n' > /run/plan; cnet batch /run/plan; s=$?;"
        + "ip -o link show type veth | wc -l; exit $s")
    #expect(outcome.status == 1)
    #expect(outcome.output == "2\n")
    #expect(outcome.errors == "cnet: /run/plan:3: delete nope: there is no link nope (ENODEV)\n")
  }

  /// Pairs that stand together are made together; a failure is still that of its line.
  @Test(arguments: ["", "--keep-going", "--atomic"])
  func pairsThatStandTogetherFailAloneAndAtTheirLine(_ option: String) throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      """
      cnet netns add blue
      cnet batch \(option) <<'END'
      veth add w0 e0 --netns blue --address 10.0.0.2/24
      veth add w1 e1 --netns blue
      veth add w2 e2 --netns blue --address 10.0.1.2/24 --gateway 10.9.0.1 --route 10.9.0.1/32,via=10.8.0.1
      veth add w3 e3 --netns blue
      END
      s=$?
      echo $(ip -o link show type veth | sed 's/^[0-9]*: //; s/@.*//' | sort)
      echo $(ip -n blue -o link show up | sed 's/^[0-9]*: //; s/@.*//' | sort)
      exit $s
      """)
    let kept = ["": "w0 w1\ne0 e1\n", "--keep-going": "w0 w1 w3\ne0 e1 e3\n", "--atomic": "\n\n"]
    #expect(outcome.output == kept[option])
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("cnet: line 3: "), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("cnet: ") } == 1)
  }

  @Test func pairsThatStandTogetherAreRaisedWhenAllAreThere() throws {
    let sandbox = try Sandbox()
    let trace = try sandbox.attempt(
      "cnet netns add blue; printf 'veth add w%d e%d --netns blue\\n' 0 0 1 1 2 2"
        + " | cnet batch --trace"
    ).errors
    let sent = trace.split(separator: "\n").filter { $0.hasPrefix("> RTM_NEWLINK") }
    #expect(sent.map { $0.contains("create") } == [true, true, true, false, false, false])
  }

  @Test func keepsGoingWhenAsked() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      "printf 'foo\\nveth add a \"b\\nveth add a\\nveth add c d\\n' | cnet batch --keep-going; s=$?;"
        + "ip -o link show type veth | wc -l; exit $s")
    #expect(outcome.status == 64)
    #expect(outcome.output == "2\n")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 3)
    for (index, line) in lines.enumerated() {
      #expect(line.hasPrefix("cnet: line \(index + 1): "), "\(line)")
    }
  }

  @Test func undoesEverythingWhenAtomic() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      "cnet netns add blue; cnet veth add old old1; ip link set lo up")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt(
      """
      cnet batch --atomic <<'END'
      netns add red
      veth add w0 e0 --netns blue --address 10.0.0.2/24 --host-address 10.0.0.1/24
      macvlan add old m0 --netns red --address 10.1.0.2/24
      address add 10.2.0.1/24 --dev old
      route add 10.3.0.0/16 --dev lo
      link set old --mtu 1300 --alias changed
      link move old --netns blue
      veth add w0 clash
      END
      """)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == "cnet: line 8: create veth w0: the name w0 is taken (EEXIST)\n",
      "\(outcome.errors)")
    #expect(try sandbox.state() == before)
    #expect(try sandbox.run("ls /run/netns") == "blue\n")
  }

  /// They are made together: at the end no line is worked on any more.
  @Test func makesAllPairsThatStandTogetherWhenAtomic() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      """
      cnet batch --atomic <<'END'
      veth add a0 b0 --address 10.0.0.2/24
      veth add a1 b1 --address 10.0.1.2/24
      END
      """)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try sandbox.run("ip -o -4 addr | wc -l; ip -o link | wc -l") == "2\n5\n")

    let before = try sandbox.state()
    let refused = try sandbox.attempt(
      "printf 'veth add %s\\n' 'a2 b2' 'a3 b3' 'a1 b4' 'a5 b5' | cnet batch --atomic")
    #expect(refused.status == 1)
    #expect(
      refused.errors == "cnet: line 3: create veth a1: the name a1 is taken (EEXIST)\n",
      "\(refused.errors)")
    #expect(try sandbox.state() == before)
  }

  @Test func refusesAnAtomicBatchThatCouldNotBeUndone() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      "cnet veth add a b; printf 'link delete a\\nveth add c d\\n' | cnet batch --atomic; s=$?;"
        + "ip -o link show type veth | wc -l; exit $s")
    #expect(outcome.status == 64)
    #expect(outcome.output == "2\n")
    #expect(outcome.errors.hasPrefix("cnet: line 1: "))
  }

  @Test func deletionsThatStandTogetherAreOneMessage() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      """
      for i in 1 2 3 4; do cnet veth add a$i b$i; done
      printf 'link delete a1\\nlink delete a2 b2\\nlink delete a3\\nlink delete a4\\n' > /run/plan
      cnet batch --trace /run/plan 2>&1 | grep -c '> RTM_DELLINK'
      ip -o link show type veth | wc -l
      """)
    #expect(outcome.output == "1\n0\n")
  }

  @Test func aNamespaceThatIsDeletedIsNotKeptAlive() throws {
    let sandbox = try Sandbox()
    // Were it held open, the pair would still be there when the batch asks for it.
    let output = try sandbox.run(
      """
      cnet batch <<'END'
      netns add blue
      veth add w0 e0 --netns blue
      netns delete blue
      END
      for i in $(seq 50); do ip link show w0 >/dev/null 2>&1 || break; sleep 0.1; done
      ip -o link show type veth | wc -l
      """)
    #expect(output == "0\n")
  }

  @Test func aDryRunTouchesNothing() throws {
    let sandbox = try Sandbox()
    try sandbox.run("cnet netns add blue; cnet veth add p q")
    let before = try sandbox.state()
    let output = try sandbox.run(
      """
      cnet netns add red --dry-run; cnet netns delete blue --dry-run
      cnet veth add w0 e0 --netns blue --address 10.0.0.2/24 --gateway 10.0.0.1 --dry-run
      cnet macvlan add p m0 --netns blue --dry-run
      cnet link delete p --dry-run
      cnet link move p --netns blue --dry-run
      cnet link set p --mtu 1400 --down --dry-run
      """)
    #expect(try sandbox.state() == before)
    for name in [
      "VETH_INFO_PEER", "IFA_LOCAL 10.0.0.2", "RTA_GATEWAY 10.0.0.1", "RTM_DELLINK",
      "IFLA_MACVLAN_MODE bridge (4)", "IFLA_MTU 1400",
    ] {
      #expect(output.contains(name), "\(name)")
    }
  }

  @Test func aDryRunOfABatchTouchesNothing() throws {
    let sandbox = try Sandbox()
    try sandbox.run("cnet netns add blue; cnet veth add p q")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt(
      """
      printf 'netns add red\nnetns delete blue\nlink delete p\n' | cnet batch --dry-run
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try sandbox.run("ls /run/netns") == "blue\n")
    #expect(try sandbox.state() == before)
    let refused = try sandbox.attempt(
      """
      printf 'netns add blue\nnetns delete red\nnetns add a/b\n' |
        cnet batch --dry-run --keep-going
      """)
    #expect(refused.status == 1)
    #expect(refused.errors.split(separator: "\n").count == 3, "\(refused.errors)")
  }

  @Test("A dry run plans lines that build on each other, and refuses what would be refused")
  func dryRunAhead() throws {
    let sandbox = try Sandbox()
    try sandbox.run("cnet veth add p q; cnet address add 10.7.0.1/24 --dev p")
    let plan = """
      netns add blue
      bridge add br0
      veth add web0 eth0 --netns blue --bridge br0
      link set br0 --mtu 1400
      -n blue address add 10.0.0.2/24 --dev eth0
      -n blue address delete 10.0.0.2/24 --dev eth0
      veth add up0 up1
      macvlan add up0 m0 --netns blue
      link move p --netns blue --name eth1
      -n blue link set eth1 --name eth2
      -n blue link set eth2 --up
      -n blue route add 10.1.0.0/16 --dev eth2
      -n blue link delete eth2 m0
      veth add p r
      netns delete blue
      netns add blue
      -n blue veth add eth0 x
      """
    try sandbox.run("cat >/run/plan <<'END'\n\(plan)\nEND")
    let before = try sandbox.state()
    let outcome = try sandbox.attempt("cnet batch --dry-run /run/plan")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for part in ["IFLA_IFNAME \"br0\"", "IFA_LOCAL 10.0.0.2", "RTM_NEWROUTE", " in blue"] {
      #expect(outcome.output.contains(part), "\(part)")
    }
    #expect(try sandbox.state() == before)
    #expect(try sandbox.run("ls /run/netns") == "")
    // It would go through.
    try sandbox.run("cnet batch /run/plan")
    for (lines, refusal) in [
      ("link delete q\nlink set q --up", "line 2: change q: there is no link q (ENODEV)"),
      ("veth add a b\nveth add c b", "line 2: create veth c: the name b is taken (EEXIST)"),
      (
        "netns delete blue\n-n blue link set lo --up",
        "line 2: open namespace blue: no such namespace (ENOENT)"
      ),
      (
        "netns add red\n-n red link set eth0 --up",
        "line 2: change eth0 in red: there is no link eth0 (ENODEV)"
      ),
      (
        "bridge add b\nlink delete b\nlink set b --up",
        "line 3: change b: there is no link b (ENODEV)"
      ),
    ] {
      try sandbox.run("ip link add q type veth peer name qq 2>/dev/null || true")
      let refused = try sandbox.attempt("printf '%s\\n' '\(lines)' | cnet batch --dry-run")
      #expect(refused.status == 1)
      #expect(refused.errors == "cnet: \(refusal)\n")
    }
  }

  @Test func aLineThatIsNotTextIsAFailureLikeOthers() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      #"""
      cnet veth add a b
      printf 'link delete a\n\377\nveth add c d\n' > /run/plan; cnet batch --keep-going /run/plan
      s=$?; ip -o link show type veth | grep -o '[abcd]@[abcd]' | sort | tr '\n' ' '; exit $s
      """#)
    #expect(outcome.status == 64)
    #expect(outcome.output == "c@d d@c ")
    #expect(outcome.errors == "cnet: /run/plan:2: the line is not UTF-8\n")
  }

  @Test func aQuoteLeftOpenIsAWrongCommandLine() throws {
    let outcome = try Sandbox().attempt("echo \"veth add 'a b\" | cnet batch")
    #expect(outcome.status == 64)
    #expect(outcome.errors == "cnet: line 1: a ' that is not closed\n")
  }

  @Test func aLineThatDoesNotEndIsNotGatheredForEver() throws {
    let outcome = try Sandbox().attempt(
      "(echo veth add a b --down; cat /dev/zero) | cnet batch; cnet link show a | head -n 1")
    #expect(outcome.output == "a\n")
    #expect(
      outcome.errors
        == "cnet: read commands: line 2 has more than 1048576 bytes (EMSGSIZE)\n")
  }

  @Test func aReaderThatGoesDoesNotEndWorkHalfDone() throws {
    let sandbox = try Sandbox()
    // The trace's reader is gone before the first message.
    let output = try sandbox.run(
      """
      mkfifo /run/trace; (exec 3</run/trace; sleep 0.3) &
      (exec 2>/run/trace; wait; sleep 0.6; cnet veth add a b --address 10.0.0.1/24 --trace) || true
      ip -o -4 addr show dev b
      """)
    #expect(output.contains("10.0.0.1/24"))
  }

  @Test func outputThatCannotBeWrittenIsAFailure() throws {
    let sandbox = try Sandbox()
    for command in ["link list", "veth add a b --dry-run"] {
      let outcome = try sandbox.attempt("cnet \(command) > /dev/full")
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == "cnet: write the output: No space left on device (ENOSPC)\n")
    }
  }

  @Test func aTraceShowsWhatIsSentAndAnswered() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt("cnet veth add a b --trace")
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("> RTM_NEWLINK"))
    #expect(outcome.errors.contains("\n< NLMSG_ERROR"))
  }
}
