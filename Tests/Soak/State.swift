import CLinux
import TestSupport

/// What there is, in numbers; all of it is to be as at the beginning.
struct State: Equatable {
  /// What is counted, and the shell's way to do it.
  ///
  /// - Parameter holders: the processes that stand for the hook's containers.
  static func counts(_ holders: [Int32]) -> [(name: String, script: String)] {
    let all = "ip -o link; ip -o addr; ip route"
    let pids = holders.map(String.init).joined(separator: " ")
    return [
      (
        "links",
        "{ ip -o link; for n in /run/netns/*; do nsenter --net=$n sh -c '\(all)'; done; } | wc -l"
      ),
      ("in holders", "for p in \(pids); do nsenter -t $p -n sh -c '\(all)'; done | wc -l"),
      ("named", "ls /run/netns | wc -l"),
      // Whatever keeps one: a thread, a mount, or a descriptor, whose link tells where it was opened.
      (
        "namespaces",
        """
        {
          stat -Lc '%d net:[%i]' /proc/[0-9]*/task/[0-9]*/ns/net /proc/[0-9]*/fd/* |
            grep "^$(stat -Lc %d /proc/self/ns/net) "
          cat /proc/[0-9]*/mountinfo
        } 2>/dev/null | grep -o 'net:\\[[0-9]*\\]' | sort -u | wc -l
        """
      ),
      ("mounts", "grep -c . /proc/self/mountinfo"),
      ("records", "ls -A /run/cnet 2>/dev/null | wc -l"),
      (
        "addresses",
        "find /var/lib/cni -type f ! -name lock ! -name 'last_reserved_ip.*' | wc -l"
      ),
      ("rules", "nft list ruleset | wc -l"),
      ("fds", "ls /proc/\(getpid())/fd | wc -l"),
      // Of the namespace of processes that this runs in, with what nobody has waited for.
      ("processes", "set -- /proc/[0-9]*; echo $#"),
    ]
  }

  let numbers: [Int]

  init(_ holders: [Int32]) throws {
    let counts = Self.counts(holders)
    numbers = try shell(counts.map(\.script).joined(separator: "\n")).split(separator: "\n").map {
      Int($0) ?? -1
    }
    guard numbers.count == counts.count else { throw SandboxFailure(description: "cannot count") }
  }
}
