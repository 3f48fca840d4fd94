import Foundation
import TestSupport
import Testing

/// Whoever may name a link, a namespace, a host or a container steers no terminal with it, and brings
/// no command down.
@Suite("Names that would steer a terminal", .makesNamespaces)
struct HostileNameTests {
  /// With C0, ESC, DEL and C1 characters in all names that the kernel takes them in.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      cat > /run/setup <<'END'
      space=$'n\\e[31m\\xc2\\x9b\\x7f\\a'
      link=$'v\\e[1m\\x7f\\xc2\\x9b'
      parent=$'q\\e[2J'
      END
      cat > /run/make <<'END'
      . /run/setup
      ip netns add "$space"
      cnet veth add "$link" $'p\\e[1m' --netns "$space"
      cnet link set "$link" --alias $'a\\e]0;t\\a\\xc2\\x9b\\x7f\\r\\nb' --up
      ip link property add dev "$link" altname $'alt\\e[2J\\xc2\\x9b'
      ip link add "$parent" type bridge
      ip link set "$link" master "$parent"
      ip address add 10.9.0.1/24 dev "$link" label "$link"
      ip route add 10.10.0.0/16 via 10.9.0.2
      ip neighbor add 10.9.0.3 lladdr 02:00:00:00:00:03 dev "$link"
      cnet attach $'c\\e[31m\\xc2\\x9b' --netns "$space" --kind veth --name eth0 \
        --host-name $'h\\e[5m' --address 10.0.0.2/24
      END
      bash -e /run/make
      """)
    return sandbox
  }

  private func isClean(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n" || !(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value))
    }
  }

  @Test("What is listed and shown")
  func shown() throws {
    let sandbox = try sandbox()
    let words = [
      "tree", "tree --format json", "tree --format mermaid", "link list",
      "link list --json", #"link show "$link""#, #"link show "$link" --json"#, "address list",
      "address list --json", "route list", "route list --json", "neighbor list",
      "neighbor list --json", "netns list", "netns list --json", #"netns show "$space""#,
      #"netns show "$space" --json"#, #"peer "$link""#, #"peer "$link" --json"#, "explain",
      "explain --json", #"explain "$link""#, #"explain --from "$space" --to 10.9.0.3"#,
      "stat --count 1", "stat --count 1 --json", "attachment list", "attachment list --json",
      #"-n "$space" link list"#, #"-n "$space" address list"#, #"-n "$space" tree"#,
      #"--trace link show "$link""#, #"link set "$link" --alias $'x\e[1m' --dry-run"#,
    ]
    let drawing = Runtimes.missing(["dot"]).isEmpty ? ["tree --format svg"] : []
    for command in words + drawing {
      let outcome = try sandbox.bash(". /run/setup; cnet \(command) 2>&1 || echo \"status $?\"")
      #expect(isClean(outcome), "\(command): \(outcome.debugDescription)")
      let isRefused = outcome.contains("status")
      #expect(!isRefused || outcome.contains("status 1\n"), "\(command): \(outcome)")
      #expect(!isRefused || command.hasPrefix("explain"), "\(command): \(outcome)")
    }
    #expect(try sandbox.run("cnet tree").contains(#"\x1b[31m\x9b\x7f\x07"#))
  }

  /// A host name needs a UTS namespace, and processes to look into.
  @Test("Host names", .enabled(if: Kernel.isRoot, "needs root"))
  func hostname() throws {
    let sandbox = try Sandbox()
    let tree = try sandbox.bash(
      #"""
      ip netns add blue
      ip netns exec blue unshare -u sh -c 'printf "h\033[31m\302\233" >/proc/sys/kernel/hostname; exec sleep 100' \
        >/dev/null 2>&1 & holder=$!
      trap 'kill $holder' EXIT
      for try in $(seq 100); do
        cnet tree >/run/tree 2>&1
        if grep -q 'host name h' /run/tree; then break; fi
        sleep 0.02
      done
      cat /run/tree
      """#)
    #expect(tree.contains(#"host name h\x1b[31m\x9b"#))
    #expect(isClean(tree))
  }

  @Test("Messages of what was refused")
  func refused() throws {
    let sandbox = try sandbox()
    for (command, status) in [
      (#"cnet link show $'x\e[1m'"#, 1), (#"cnet -n $'x\e[1m\xc2\x9b' link list"#, 1),
      (#"cnet netns delete $'x\e[1m'"#, 1), (#"cnet veth add "$link" b"#, 1),
      (#"cnet macvlan add $'x\e[1m' m0"#, 1), (#"cnet link move "$link" --netns $'x\e[1m'"#, 1),
      (#"cnet link move "$link" --netns "$space" --name $'p\e[1m'"#, 1),
      (#"cnet bla$'x\e[1m'"#, 64), (#"cnet link list --$'x\e[1m'"#, 64),
      (#"cnet attach $'x\e[1m' --netns $'x\e[1m' --kind veth --name $'x\e[1m'"#, 1),
      (#"cnet batch <<<$'link show "x\e[1m"'"#, 1), (#"cnet batch $'x\e[1m'"#, 1),
      (#"cnet decode $'x\e[1m'"#, 1), (#"cnet explain $'x\e[1m'"#, 1),
      (#"cnet hook --config $'/x\e[1m' </dev/null"#, 1),
      (#"cnet hook <<<'{"ociVersion":"1","id":"a","status":"x\u001b[31m","pid":1}'"#, 1),
      (
        #"cnet hook --set eth0.kind=veth <<<'{"ociVersion":"1","id":"a\u001b","status":"created","pid":999999999}'"#,
        1
      ),
    ] {
      let outcome = try sandbox.attempt(
        "bash <<'END'\n. /run/setup\n\(command)\nEND")
      #expect(outcome.status == status, "\(command): \(outcome)")
      #expect(isClean(outcome.errors), "\(command): \(outcome.errors.debugDescription)")
      #expect(outcome.errors.split(separator: "\n").first?.hasPrefix("cnet: ") == true)
    }
  }

  @Test("What changes, and recorded messages")
  func followed() throws {
    let sandbox = try sandbox()
    let seen = try sandbox.bash(
      #"""
      . /run/setup
      timeout 20 cnet watch --all --until $'link w\e[1m up' >/run/seen 2>&1 & watcher=$!
      until grep -q . /run/seen; do
        cnet link set "$link" --mtu $((1300 + RANDOM % 100)); sleep 0.05
      done
      ip link add $'w\e[1m' type bridge; ip link set $'w\e[1m' up
      ip netns add $'m\e[1m'; ip netns delete $'m\e[1m'
      wait $watcher
      cat /run/seen
      """#)
    #expect(seen.contains(#"v\x1b[1m\x7f\x9b"#), "\(seen.debugDescription)")
    #expect(isClean(seen), "\(seen.debugDescription)")
    guard Runtimes.missing(["strace"]).isEmpty else { return }
    let decoded = try sandbox.bash(
      #"""
      . /run/setup
      strace -qq -o /run/record -e trace=sendto,recvmsg -e write=all -e read=all ip link >/dev/null
      cnet decode /run/record
      """#)
    #expect(decoded.contains("IFLA_IFNAME"))
    #expect(isClean(decoded), "\(decoded.debugDescription)")
  }
}
