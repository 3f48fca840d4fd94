import CLinux
import TestSupport
import Testing

/// A signal that ends `cnet` in the middle of its work leaves all of it or nothing. `strace` holds
/// the command up between two of its steps, so that the signal comes there.
@Suite("Signals", .makesNamespaces)
struct SignalTests {
  /// Runs a command that is sent a signal while it waits behind its first sends, and returns its exit
  /// status and what it said. (A shell's command in the background ignores `SIGINT`.)
  ///
  /// - Parameter sent: a command that succeeds when the work is half done.
  private func interrupt(
    _ sandbox: Sandbox, _ command: String, with signal: String, once sent: String
  ) throws -> (status: Int32, errors: String) {
    let outcome = try sandbox.attempt(
      """
      exec 9>/run/errors
      env --default-signal=INT strace -f -qqq -o /dev/null -e trace=sendto,sendmsg \
        -e inject=sendto,sendmsg:delay_exit=300000 \(command) 2>&9 &
      tracer=$!
      for try in $(seq 400); do
        if \(sent) 2>/dev/null; then break; fi
        sleep 0.02
      done
      kill -\(signal) $(pgrep -P $tracer cnet) || echo 'too late' >&9
      wait $tracer
      status=$?
      cat /run/errors >&2
      exit $status
      """)
    return (outcome.status, outcome.errors)
  }

  @Test("A veth with addresses", arguments: ["INT", "TERM", "HUP"])
  func veth(signal: String) throws {
    let sandbox = try Sandbox()
    try sandbox.run("ip netns add blue")
    let outcome = try interrupt(
      sandbox,
      "cnet veth add web0 eth0 --netns blue --address 10.0.0.2/24 --host-address 10.0.0.1/24",
      with: signal, once: "ip link show web0 >/dev/null")
    // The shell has its own word for the signal.
    #expect(
      !outcome.errors.contains("cnet") && !outcome.errors.contains("too late"), "\(outcome.errors)")
    // Ended by the signal, but with the work done.
    #expect(
      outcome.status == 128 + ["INT": SIGINT, "TERM": SIGTERM, "HUP": SIGHUP][signal, default: 0])
    let addresses = try sandbox.run("ip -o -4 addr show web0; ip -n blue -o -4 addr show eth0")
    #expect(addresses.contains("10.0.0.1/24") && addresses.contains("10.0.0.2/24"), "\(addresses)")
  }

  @Test("An atomic batch is taken back")
  func batch() throws {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      ip netns add blue
      for n in 1 2 3 4 5 6 7 8 9; do echo "veth add w$n e$n --netns blue --address 10.0.$n.2/24"; done \
        >/run/commands
      """)
    let before = try sandbox.state()
    let outcome = try interrupt(
      sandbox, "cnet batch --atomic /run/commands", with: "TERM",
      once: "ip link show w2 >/dev/null")
    #expect(outcome.status == 128 + SIGTERM)
    #expect(!outcome.errors.contains("too late"))
    #expect(try sandbox.state() == before)
  }

  @Test("A named namespace is whole or not there")
  func namespace() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.attempt(
      """
      strace -f -qqq -o /dev/null -e trace=unshare -e inject=unshare:delay_enter=2000000 \
        cnet netns add blue &
      tracer=$!
      for try in $(seq 400); do test -e /run/netns/blue && break; sleep 0.02; done
      kill -TERM $(pgrep -P $tracer cnet)
      wait $tracer
      """)
    #expect(outcome.status == 128 + SIGTERM, "\(outcome)")
    try sandbox.run("test ! -e /run/netns/blue || ip -n blue link")
  }

  /// It waits for its peer to come up, which never happens.
  @Test("A wait ends at once, and what was made is taken back")
  func wait() throws {
    let sandbox = try Sandbox()
    let before = try sandbox.run("ip netns add blue; ip link")
    let clock = ContinuousClock()
    let began = clock.now
    let outcome = try sandbox.attempt(
      """
      echo 1 >/proc/sys/net/ipv6/conf/all/accept_dad
      ip netns exec blue sh -c 'echo 100 >/proc/sys/net/ipv6/conf/default/dad_transmits
        echo 1 >/proc/sys/net/ipv6/conf/default/accept_dad
        echo 1 >/proc/sys/net/ipv6/conf/all/accept_dad'
      cnet attach c1 --netns blue --kind veth --name eth0 --host-name web0 --address fd00::2/64 &
      pid=$!
      for try in $(seq 400); do
        ip -n blue -6 addr show eth0 2>/dev/null | grep -q 'fd00.*tentative' && break
        sleep 0.02
      done
      kill -TERM $pid
      wait $pid
      """)
    #expect(outcome.status == 128 + SIGTERM, "\(outcome.errors)")
    #expect(clock.now - began < .seconds(8))
    #expect(try sandbox.run("ip link") == before)
  }

  @Test("A program that takes over gets them as they came")
  func exec() throws {
    let sandbox = try Sandbox()
    let blocked = try sandbox.run(
      "ip netns add blue; cnet netns exec blue grep SigBlk /proc/self/status")
    #expect(blocked == "SigBlk:\t0000000000000000\n")
  }
}
