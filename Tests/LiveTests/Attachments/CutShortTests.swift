import TestSupport
import Testing

/// Attaching and detaching when the kernel refuses a step, or when the process is killed.
@Suite(
  "Cut short", .makesNamespaces, .enabled(if: Runtimes.missing(["strace"]).isEmpty, "no strace"))
struct CutShortTests {
  struct Way: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var attach: String
    var detach: String
  }

  /// Of each, attaching and taking away again, as shell commands.
  static let ways = [
    Way(
      testDescription: "attach",
      attach: "cnet attach web --netns c1 --config /run/all.json",
      detach: "cnet detach web >/dev/null"),
    Way(
      testDescription: "hook",
      attach: #"cnet hook --config /run/all.json <<<"${state/STATUS/created}""#,
      detach: #"cnet hook <<<"${state/STATUS/stopped}""#),
    Way(
      testDescription: "pod", attach: "cnet pod add web --config /run/all.json",
      detach: "cnet pod delete web >/dev/null"),
  ]

  /// A pair on a bridge, a macvlan, and a device with a life of its own. `look` says what there is,
  /// `complete` whether that is what was asked for.
  private static let setUp = """
    ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up mtu 1400
    ip addr add 10.66.0.2/24 dev d0; ip addr add fd66::2/64 dev d0 nodad
    ip route add 10.67.0.0/16 via 10.66.0.1
    cat > /run/all.json <<'J'
    {"attachments": [
      {"kind": "veth", "name": "eth0", "bridge": "br0", "addresses": ["10.0.0.2/24", "fd00::2/64"],
       "gateway": ["10.0.0.1", "fd00::1"], "nodad": true, "sysctls": {"net.ipv4.conf.eth0.arp_ignore": "1"}},
      {"kind": "macvlan", "name": "net1", "parent": "nic0", "addresses": ["10.8.0.2/24"]},
      {"kind": "device", "name": "net2", "device": "d0", "nodad": true}]}
    J
    ip netns exec c1 sleep 1000 >/dev/null 2>&1 & holder=$!
    trap 'kill -9 $holder' EXIT
    until test "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)"; do sleep 0.01; done
    state='{"ociVersion":"1.0","id":"web","status":"STATUS","pid":'$holder',"bundle":"/run"}'
    look() {
      \(Sandbox.tracesScript)
    } 2>&1
    # Interfaces are made anew with other numbers; what follows from a carrier comes in the background.
    same() {
      for try in $(seq 250); do
        now=$(look)
        if [ "$(plain <<<"$now")" = "$(plain <<<"$before")" ]; then return; fi
        sleep 0.02
      done
      echo "$1:"; diff <(plain <<<"$before") <(plain <<<"$now") || true
    }
    # Runs /run/command until a call of these, which kills it, and strace by the same signal. Succeeds when
    # there was none.
    killed() { # CALLS HOW
      (strace -f -qq -o /run/strace -e trace=$1 -e inject=$1:$2 bash /run/command >/dev/null 2>&1) 2>/dev/null
    }
    export state
    plain() { sed -E -e 's/^[0-9]+: //' -e 's/@if[0-9]+/@if/' -e 's/ state [A-Z]+ / /' -e 's/,LOWER_UP|NO-CARRIER,//g' -e 's/ linkdown//' -e 's/link-netns(id)? [^ ]+//' | sort; }
    before=$(look)
    """

  @Test("A send that fails: nothing is left, and the next call succeeds", arguments: ways)
  func failingSends(way: Way) throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """

        fail() { # NUMBER COMMAND
          cat > /run/command <<<"$2"
          strace -f --seccomp-bpf -qq -o /run/strace -e trace=sendto,sendmsg \
            -e inject=sendto,sendmsg:error=ENOMEM:when=$1 bash /run/command 2>/run/errors
        }
        refusals=0
        for k in $(seq 200); do
          status=0; fail $k '\(way.attach)' || status=$?
          grep -q INJECTED /run/strace || break
          if [ $status != 0 ]; then
            refusals=$((refusals + 1))
            [ $status = 1 ] || echo "attach, send $k: status $status"
            grep -q '^cnet: .*(ENOMEM)' /run/errors || { echo "attach, send $k:"; cat /run/errors; }
            same "attach, send $k"
          else
            \(way.detach); same "attach in spite of send $k, and detach"
          fi
        done
        [ $status = 0 ] || echo "without a failure: $status"
        [ $refusals -ge 8 ] || echo "only $refusals refusals"
        \(way.detach)
        same "at the end"
        # They do the same: of all but the first some will do.
        for k in $(seq 1 \(way.testDescription == "attach" ? 1 : 5) 200); do
          \(way.attach) >/dev/null
          status=0; fail $k '\(way.detach)' || status=$?
          [ $status -le 1 ] || echo "detach, send $k: status $status"
          [ $status = 0 ] || \(way.detach)
          same "detach, send $k"
          grep -q INJECTED /run/strace || break
        done
        [ $k -ge 3 ] || echo "only $k sends of a detach"
        """)
    #expect(report == "")
  }

  @Test(
    "Killed at each step: the next detach, or recover, leaves nothing", arguments: ways)
  func killedAtEachStep(way: Way) throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """

        cat > /run/command <<'C'
        exec \(way.attach)
        C
        for k in $(seq 200); do
          killed sendto,rename,write,mkdir,mount,unlink signal=KILL:when=$k && break
          if [ $((k % 2)) = 0 ]; then cnet recover >/dev/null; else \(way.detach); fi
          same "killed at call $k"
        done
        [ $k -ge 12 ] || echo "only $k calls"
        \(way.detach)
        same "at the end"
        """)
    #expect(report == "")
  }

  @Test("Killed at any record, the last ones too: recover leaves nothing", arguments: ways)
  func killedAtEachRecord(way: Way) throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """

        cat > /run/command <<'C'
        exec \(way.attach)
        C
        for k in $(seq 20); do
          killed rename error=EIO:signal=KILL:when=$k && break
          cnet recover >/dev/null
          same "killed at record $k"
        done
        [ $k -ge 7 ] || echo "only $k records"
        \(way.detach)
        same "at the end"
        """)
    #expect(report == "")
  }

  @Test("What an attachment finds to be as described does not go with those that were cut short")
  func attachedAgain() throws {
    let sandbox = try Sandbox.withBridge()
    let before = try sandbox.traces()
    let kept = try sandbox.bash(
      """
      echo '{"attachments": [{"kind": "veth", "name": "a0"}, {"kind": "veth", "name": "a1"}]}' >/run/two.json
      ( strace -f -qq -o /run/strace -e trace=rename -e inject=rename:error=EIO:signal=KILL:when=4 \
        cnet attach web --netns c1 --config /run/two.json) 2>/dev/null || true
      grep -h ^phase= /run/cnet/web@a?
      cnet attach web --netns c1 --kind veth --name a0; cnet recover
      ip -n c1 link show a0 >/dev/null; ls /run/cnet; cnet detach web
      """)
    #expect(kept == "phase=done\nphase=begun\nweb@.lock\nweb@a0\n")
    #expect(try sandbox.traces() == before)
  }

  @Test("Killed behind a kernel parameter of the namespace, it is given back")
  func parameters() throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      """
      ip netns exec c1 sysctl -qw net.ipv4.ip_forward=0
      for end in recover 'detach web'; do
        # The second is that of the finished record.
        (strace -f -qq -o /dev/null -e trace=rename -e inject=rename:error=EIO:signal=KILL:when=2 \
          cnet attach web --netns c1 --kind veth --name eth0 --sysctl net.ipv4.ip_forward=1) \
          >/dev/null 2>&1 && echo 'not killed'
        ip netns exec c1 sysctl -n net.ipv4.ip_forward
        cnet $end >/dev/null; ip netns exec c1 sysctl -n net.ipv4.ip_forward
      done
      """)
    #expect(report == "1\n0\n1\n0\n")
  }

  @Test("A pod's name that is half deleted is deleted by the next call, or by recover")
  func halfDeletedName() throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      """
      for end in recover 'pod delete shop'; do
        cnet pod add shop >/dev/null
        (strace -f -qq -o /dev/null -e trace=unlink -e inject=unlink:error=EIO:signal=KILL:when=1 \
          cnet pod delete shop) >/dev/null 2>&1 && echo 'not killed'
        test -e /run/netns/shop; cnet $end >/dev/null
        ! test -e /run/netns/shop; ls -A /run/cnet
      done
      """)
    #expect(report == "")
  }

  @Test("Killed at 100 random moments: the next detach, or recover, leaves nothing")
  func killedAtRandom() throws {
    let sandbox = try Sandbox.withBridge()
    let way = Self.ways[0]
    let report = try sandbox.bash(
      Self.setUp + """

        start=${EPOCHREALTIME/./}
        \(way.attach)
        length=$((${EPOCHREALTIME/./} - start))
        \(way.detach)
        for k in $(seq 100); do
          \(way.attach) >/dev/null 2>&1 & attach=$!
          moment=$(((RANDOM * 32768 + RANDOM) % (length * 5 / 4)))
          sleep $(printf '%d.%06d' $((moment / 1000000)) $((moment % 1000000)))
          kill -9 $attach 2>/dev/null || true
          wait $attach 2>/dev/null || true
          # What was finished is not recover's.
          if [ $((k % 2)) = 0 ]; then cnet recover >/dev/null; fi
          \(way.detach)
          same "killed after $moment microseconds"
        done
        """)
    #expect(report == "")
  }
}
