import Foundation
import TestSupport
import Testing

/// Whoever may name a link, a namespace, a host or a container steers no terminal with it, and brings
/// no command down.
@Suite("Names that would steer a terminal", .makesNamespaces)
struct HostileNameTests {
  /// With C0, ESC, DEL and C1 characters, the latter as one raw byte too, and such as turn the direction
  /// of writing or break lines, in all names that the kernel takes them in.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.run(
      """
      cat > /run/setup <<'END'
      space=$'n\\e[31m\\xc2\\x9b\\x7f\\a'
      link=$'v\\e[1m\\x7f\\xc2\\x9b'
      parent=$'q\\e[2J'
      turned=$'t\\xe2\\x80\\xae\\xe2\\x80\\xa8\\x9b'
      END
      cat > /run/make <<'END'
      . /run/setup
      ip netns add "$space"
      ip netns add "$turned"
      ip link add "$turned" type bridge
      ip link set "$turned" alias $'x\\xe2\\x80\\xae\\xe2\\x80\\xa8\\xf3\\xa0\\x81\\x81\\x9by'
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

  /// Whether bytes are lines of UTF-8 that a terminal shows and does not obey.
  private func isClean(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar == "\n"
      case .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
  }

  /// Runs a script with bash to its end, and looks at each byte that it wrote.
  private func clean(
    _ sandbox: Sandbox, _ script: String, location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try sandbox.attempt("bash -eu 2>&1 <<'END'\n\(script)\nEND")
    #expect(outcome.status == 0, "\(script): \(outcome)", sourceLocation: location)
    #expect(
      isClean(outcome.outputBytes), "\(script): \(outcome.output.debugDescription)",
      sourceLocation: location)
    return outcome.output
  }

  /// Of `tree`.
  private var formats: [String] {
    ["text", "json", "dot", "mermaid"] + (Runtimes.missing(["dot"]).isEmpty ? ["svg"] : [])
  }

  @Test("What is listed and shown")
  func shown() throws {
    let sandbox = try sandbox()
    let words = [
      "link list", "link list --json", #"link show "$link""#, #"link show "$link" --json"#,
      "address list",
      "address list --json", "route list", "route list --json", "neighbor list",
      "neighbor list --json", "netns list", "netns list --json", #"netns show "$space""#,
      #"netns show "$space" --json"#, #"peer "$link""#, #"peer "$link" --json"#, "explain",
      "explain --json", #"explain "$link""#, #"explain --from "$space" --to 10.9.0.3"#,
      "stat --count 1", "stat --count 1 --json", "attachment list", "attachment list --json",
      #"-n "$space" link list"#, #"-n "$space" address list"#, #"-n "$space" tree"#,
      #"--trace link show "$link""#, #"link set "$link" --alias $'x\e[1m' --dry-run"#,
    ]
    for command in words + formats.map({ "tree --format \($0)" }) {
      let outcome = try clean(sandbox, ". /run/setup; cnet \(command) || echo \"status $?\"")
      let isRefused = outcome.contains("status")
      #expect(!isRefused || outcome.contains("status 1\n"), "\(command): \(outcome)")
      #expect(!isRefused || command.hasPrefix("explain"), "\(command): \(outcome)")
    }
    let tree = try sandbox.run("cnet tree")
    #expect(tree.contains(#"\x1b[31m\x9b\x7f\x07"#))
    #expect(tree.contains(#"t\u{202e}\u{2028}"#))
  }

  /// A host name needs a UTS namespace, and processes to look into. What a control group is called is
  /// read from a file, so here is another in its place.
  @Test("Host names and control groups", .enabled(if: Kernel.isRoot, "needs root"))
  func owners() throws {
    let trees = try clean(
      Sandbox(),
      #"""
      bytes='\033[31m\302\233\233\342\200\256'
      ip netns add blue
      ip netns exec blue unshare -u sh -c \
        "printf 'h$bytes' >/proc/sys/kernel/hostname; exec sleep 100" >/dev/null 2>&1 & holder=$!
      trap 'kill $holder' EXIT
      for try in $(seq 100); do
        cnet tree >/run/tree
        if grep -q 'host name h' /run/tree; then break; fi
        sleep 0.02
      done
      printf "0::/system.slice/crun-w$bytes.scope\n" >/run/cgroup
      mount --bind /run/cgroup /proc/$holder/cgroup
      for format in \#(formats.joined(separator: " ")); do cnet tree --format $format; done
      """#)
    for owner in ["host name h", "container w"] {
      #expect(trees.contains(owner + #"\x1b[31m\x9b"# + "\u{FFFD}" + #"\u{202e}"#), "\(trees)")
    }
    for owner in ["h", "w"] {
      #expect(trees.contains(owner + #"\u001b[31m\u009b"# + "\u{FFFD}" + #"\u202e"#), "\(trees)")
    }
    // Of Graphviz and of Mermaid.
    for owner in ["host name h&#92;x1b&#91;31m", "host name h#92;x1b#91;31m"] {
      #expect(trees.contains(owner), "\(trees)")
    }
  }

  @Test("Messages of what was refused")
  func refused() throws {
    let sandbox = try sandbox()
    for (command, status) in [
      (#"cnet link show $'x\e[1m'"#, 1), (#"cnet -n $'x\e[1m\xc2\x9b' link list"#, 1),
      (#"cnet netns delete $'x\e[1m'"#, 1), (#"cnet veth add "$link" b"#, 1),
      (#"cnet macvlan add $'x\e[1m' m0"#, 1), (#"cnet link move "$link" --netns $'x\e[1m'"#, 1),
      (#"cnet link move "$link" --netns "$space" --name $'p\e[1m'"#, 1),
      (#"cnet link show "$turned""#, 64), (#"cnet link show $'\xe2\x80\xae\xe2\x80\xa8'"#, 1),
      (#"cnet bla$'x\e[1m\xe2\x80\xae'"#, 64), (#"cnet link list --$'x\e[1m'"#, 64),
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
      #expect(isClean(outcome.errorBytes), "\(command): \(outcome.errors.debugDescription)")
      #expect(outcome.errors.split(separator: "\n").first?.hasPrefix("cnet: ") == true)
    }
  }

  @Test("What changes, and recorded messages")
  func followed() throws {
    let sandbox = try sandbox()
    for (format, name) in [("", #"v\x1b[1m\x7f\x9b"#), ("--json", #"v\u001b[1m\u007f\u009b"#)] {
      let seen = try clean(
        sandbox,
        #"""
        . /run/setup
        : >/run/seen
        timeout 20 cnet watch --all \#(format) --until $'link w\e[1m up' >/run/seen 2>&1 & watcher=$!
        # Others make namespaces meanwhile.
        while kill -0 $watcher && ! { grep -q '\[1m' /run/seen && grep -q 202e /run/seen; }; do
          cnet link set "$link" --mtu $((1300 + RANDOM % 100))
          ip link set "$turned" mtu $((1300 + RANDOM % 100))
          sleep 0.05
        done
        ip link add $'w\e[1m' type bridge; ip link set $'w\e[1m' up
        ip netns add $'m\e[1m\x9b'; ip netns delete $'m\e[1m\x9b'
        wait $watcher
        ip link delete $'w\e[1m'
        cat /run/seen
        """#)
      #expect(seen.contains(name), "\(seen.debugDescription)")
      #expect(seen.contains("202e"), "\(seen.debugDescription)")
    }
    guard Runtimes.missing(["strace"]).isEmpty else { return }
    let decoded = try clean(
      sandbox,
      #"""
      . /run/setup
      strace -qq -o /run/record -e trace=sendto,recvmsg -e write=all -e read=all ip link >/dev/null
      cnet decode /run/record
      """#)
    #expect(decoded.contains("IFLA_IFNAME"))
  }
}
