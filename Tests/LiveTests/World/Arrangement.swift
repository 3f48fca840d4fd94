import TestSupport

/// Sixty namespaces, two hundred pairs crossing between them at random, bridges and macvlans: as made,
/// for comparison with what is seen.
struct Arrangement {
  /// Forty names, and twenty that are held only by a process.
  static let named = 40
  static let count = 60

  let seed: UInt64
  /// The namespaces of the two ends of each pair, `aN` and `bN`.
  let pairs: [(Int, Int)]
  /// The namespaces of a bridge, `br0`, with the port `m0`, and of the macvlan on it.
  let bridges: [(bridge: Int, macvlan: Int)]

  init(seed: UInt64 = .random(in: 0 ... .max)) {
    self.seed = seed
    var generator = SplitMix(state: seed)
    pairs = (0..<200).map { _ in
      (
        Int.random(in: 0..<Self.count, using: &generator),
        Int.random(in: 0..<Self.count, using: &generator)
      )
    }
    let places = Array(0..<Self.count).shuffled(using: &generator).prefix(20)
    bridges = zip(places.prefix(10), places.suffix(10)).map { (bridge: $0, macvlan: $1) }
  }

  /// Makes it and prints the inode of each namespace, a line each, then runs `look`. In a process
  /// namespace of its own, which keeps what others do on the machine out of sight.
  func script(_ look: String) -> String {
    func place(_ number: Int) -> String {
      number < Self.named ? "n\(number)" : "${\(number - Self.named + 1)}"
    }
    var batch = pairs.enumerated().map { number, ends in
      "link add a\(number) netns \(place(ends.0)) type veth "
        + "peer name b\(number) netns \(place(ends.1))"
    }
    batch += bridges.flatMap { ends in
      [
        "link add br0 netns \(place(ends.bridge)) type bridge",
        "link add m0 netns \(place(ends.bridge)) type veth "
          + "peer name m1 netns \(place(ends.bridge))",
      ]
    }
    let inside = bridges.map { ends in
      let enter = "nsenter --net=$(at \(place(ends.bridge)))"
      return "\(enter) ip link set m0 master br0 up; "
        + "\(enter) ip link add v0 link br0 netns \(place(ends.macvlan)) type macvlan"
    }
    return """
      at() { if [ -e /run/netns/$1 ]; then echo /run/netns/$1; else echo /proc/$1/ns/net; fi; }
      for n in $(seq 0 \(Self.named - 1)); do ip netns add n$n; done
      set --
      for n in $(seq \(Self.named) \(Self.count - 1)); do
        unshare -n sleep 1000 </dev/null >/dev/null 2>&1 &
        set -- "$@" $!
      done
      mine=$(stat -L -c %i /proc/self/ns/net)
      for p; do
        while [ $(stat -L -c %i /proc/$p/ns/net) = $mine ]; do sleep 0.01; done
      done
      ip -batch - <<END
      \(batch.joined(separator: "\n"))
      END
      \(inside.joined(separator: "\n"))
      for n in $(seq 0 \(Self.named - 1)); do stat -L -c %i /run/netns/n$n; done
      for p; do stat -L -c %i /proc/$p/ns/net; done
      \(look)
      """
  }
}

extension Sandbox {
  /// Runs a script where nobody else's processes are seen, and which ends with all that it started.
  func runAlone(_ script: String) throws -> String {
    let outcome = try attemptAlone(script)
    guard outcome.status == 0 else {
      throw SandboxFailure(description: "status \(outcome.status): \(outcome.errors)")
    }
    return outcome.output
  }

  func attemptAlone(_ script: String) throws -> Outcome {
    try attempt(
      """
      cat >/run/script <<'SCRIPT'
      \(script)
      SCRIPT
      exec unshare --pid --fork --kill-child --mount-proc sh -e /run/script
      """)
  }
}
