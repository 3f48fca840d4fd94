import CLinux
import Foundation
import Synchronization
import TestSupport

/// What a program needed, from its start to its end.
struct Cost {
  var seconds = 0.0
  var processorSeconds = 0.0
  /// The largest that one of them was, in KiB.
  var memory = 0

  static func + (a: Cost, b: Cost) -> Cost {
    Cost(
      seconds: a.seconds + b.seconds, processorSeconds: a.processorSeconds + b.processorSeconds,
      memory: max(a.memory, b.memory))
  }
}

/// One call of cnet.
struct Call {
  var arguments: [String]
  var environment: [String] = []
  /// The file that is its standard input.
  var input = "/dev/null"

  /// The program, whatever name it is called by.
  static let program = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "cnet"

  /// Runs it to its end, or kills it after a while.
  ///
  /// - Returns: its exit status (128 and the signal's number), what it took, and what it printed.
  func run(killedAfter seconds: Double? = nil, output: String) throws -> (Int32, Cost) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let envp = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe (argv + envp).forEach { unsafe free($0) }
    }
    let began = linux_monotonic_time()
    var pid: pid_t = 0
    // By the first argument alone a plugin knows what it is.
    guard unsafe posix_spawn(&pid, Self.program, &actions, nil, argv, envp) == 0 else {
      throw SandboxFailure(description: "cannot run \(Self.program)")
    }
    if let seconds {
      usleep(useconds_t(seconds * 1e6))
      // Not waited for yet: the number is still its own.
      kill(pid, SIGKILL)
    }
    var status: Int32 = 0
    var usage = rusage()
    while unsafe wait4(pid, &status, 0, &usage) < 0 {}
    let processor = [usage.ru_utime, usage.ru_stime].map {
      Double($0.tv_sec) + Double($0.tv_usec) / 1e6
    }
    return (
      status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F,
      Cost(
        seconds: Double(linux_monotonic_time() - began) / 1e9,
        processorSeconds: processor[0] + processor[1], memory: Int(usage.ru_maxrss))
    )
  }
}

/// Ways to attach a container and to take it away again.
enum Way: CaseIterable {
  case attach, hook, cni

  func begin(_ worker: Int) -> Call {
    switch self {
    case .attach:
      Call(arguments: [
        "cnet", "attach", "c\(worker)", "--netns", "n\(worker)", "--config", "/run/all.json",
      ])
    case .hook:
      Call(
        arguments: ["cnet", "hook", "--config", "/run/all.json"], input: "/run/created\(worker)")
    case .cni: plugin("ADD", worker)
    }
  }

  func end(_ worker: Int) -> Call {
    switch self {
    case .attach: Call(arguments: ["cnet", "detach", "c\(worker)"])
    case .hook: Call(arguments: ["cnet", "hook"], input: "/run/stopped\(worker)")
    case .cni: plugin("DEL", worker)
    }
  }

  private func plugin(_ command: String, _ worker: Int) -> Call {
    Call(
      arguments: ["/run/plugins/cnet-bridge"],
      environment: [
        "CNI_COMMAND=\(command)", "CNI_CONTAINERID=k\(worker)", "CNI_NETNS=/run/netns/n\(worker)",
        "CNI_IFNAME=eth1", "CNI_PATH=/run/plugins",
      ], input: "/run/network.json")
  }
}

/// What the workers find out.
struct Tally {
  var whole = Cost()
  var wholeCycles = 0
  var killed = 0
  var complaints: [String] = []
}

/// Where the workers put it.
final class Ledger: Sendable {
  let tally = Mutex(Tally())
}

/// Runs a shell script that has to succeed.
func shell(_ script: String) throws -> String {
  let result = CommandResult(running: script)
  guard result.status == 0 else {
    throw SandboxFailure(description: "`\(script)` ended with status \(result.status)")
  }
  return result.output
}

/// All cycles of one worker. A third of them is killed: half of these while they attach.
func work(_ worker: Int, _ numbers: Range<Int>, _ random: inout SplitMix, _ ledger: Ledger) throws {
  let output = "/run/output\(worker)"
  var typical = 0.01
  for number in numbers {
    let way = Way.allCases[number % Way.allCases.count]
    let fate = Int.random(in: 0..<6, using: &random)
    let delay = Double.random(in: 0...1.2, using: &random) * typical
    var complaints: [String] = []
    var killed = 0
    func finish(_ call: Call, _ cost: inout Cost) throws {
      let (status, more) = try call.run(output: output)
      cost = cost + more
      guard status != 0 else { return }
      let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
      complaints.append(
        "cycle \(number): \(call.arguments) \(call.environment): status \(status): \(said)")
    }
    func kill(_ call: Call) throws {
      let (status, _) = try call.run(killedAfter: delay, output: output)
      if status == 128 + SIGKILL { killed += 1 }
    }
    var cost = Cost()
    if fate == 0 {
      try kill(way.begin(worker))
      if number % 2 == 0 { try finish(Call(arguments: ["cnet", "recover"]), &cost) }
    } else {
      try finish(way.begin(worker), &cost)
      if cost.seconds > 0 { typical = typical * 0.9 + cost.seconds * 0.1 }
    }
    if fate == 1 {
      try kill(way.end(worker))
    }
    // Sometimes the container goes first.
    if fate == 2, way != .hook {
      _ = try shell("ip netns delete n\(worker) && ip netns add n\(worker)")
    }
    try finish(way.end(worker), &cost)
    ledger.tally.withLock { tally in
      tally.killed += killed
      tally.complaints += complaints
      if fate > 2 {
        tally.whole = tally.whole + cost
        tally.wholeCycles += 1
      }
    }
  }
}

private func columns(_ texts: [String]) -> String {
  texts.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
}

private func padded(_ value: Double) -> String { String(format: "%.2f", value) }

/// A line that is seen at once, also in a file.
private func report(_ line: String) {
  print(line)
  fflush(nil)
}

/// All of it.
///
/// - Returns: False when something failed, was left or grew.
func soak(_ extent: Extent, processes: Int) throws -> Bool {
  _ = try shell(
    """
    set -e
    mkdir -p /run/plugins; ln -s '\(Call.program)' /run/plugins/cnet-bridge
    ip link set lo up
    ip link add br0 address 02:00:00:00:00:01 type bridge; ip link set br0 up; ip addr add 10.0.0.1/16 dev br0
    ip link add cni0 address 02:00:00:00:00:02 type bridge; ip link set cni0 up; ip addr add 10.2.0.1/16 dev cni0
    ip link add nic0 type veth peer name nic1; ip link set nic0 up; ip link set nic1 up
    cat >/run/all.json <<'JSON'
    {"attachments": [
      {"kind": "veth", "name": "eth0", "bridge": "br0", "gateway": ["10.0.0.1"], "addresses": ["10.0.7.7/16"]},
      {"kind": "macvlan", "name": "net1", "parent": "nic0", "addresses": ["10.8.0.2/24"]}]}
    JSON
    cat >/run/network.json <<'JSON'
    {"cniVersion": "1.0.0", "name": "net", "type": "cnet-bridge", "bridge": "cni0", "isGateway": true,
     "ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.2.0.0/16"}}
    JSON
    """)
  var holders: [Subprocess] = []
  for worker in 0..<processes {
    _ = try shell("ip netns add n\(worker)")
    // A process for the hook, in a namespace of its own.
    let holder = try Subprocess(["unshare", "-n", "sh", "-c", "echo; exec cat"], keepsInput: true)
    _ = holder.readSome()
    holders.append(holder)
    for status in ["created", "stopped"] {
      let about =
        #""ociVersion": "1.0", "id": "h\#(worker)", "status": "\#(status)", "bundle": "/run""#
      try #"{\#(about), "pid": \#(holder.pid)}"#.write(
        toFile: "/run/\(status)\(worker)", atomically: false, encoding: .utf8)
    }
  }
  // A first time makes directories.
  for way in Way.allCases {
    for call in [way.begin(0), way.end(0)] { _ = try call.run(output: "/run/output") }
  }

  let pids = holders.map(\.pid)
  let before = try State(pids)
  var failures: [String] = []
  var first: Tally?
  let seed = UInt64.random(in: 0...9999)
  report("seed \(seed), \(extent), \(processes) processes at once")
  report(
    columns(["cycles", "killed", "ms/cycle", "CPU ms", "KiB"] + State.counts(pids).map(\.name)))

  let began = linux_monotonic_time()
  let piece = extent.piece(processes)
  var done = 0
  var killed = 0
  var count = extent.next(piece, behind: 0, since: began)
  while count > 0 {
    let ledger = Ledger()
    let running = DispatchGroup()
    for worker in 0..<processes {
      let share = (done + count * worker / processes)..<(done + count * (worker + 1) / processes)
      running.enter()
      Thread.detachNewThread {
        var random = SplitMix(state: seed &+ UInt64(share.lowerBound))
        do {
          try work(worker, share, &random, ledger)
        } catch {
          ledger.tally.withLock { $0.complaints.append("\(error)") }
        }
        running.leave()
      }
    }
    running.wait()
    done += count
    let now = ledger.tally.withLock { $0 }
    killed += now.killed
    failures += now.complaints
    count = extent.next(piece, behind: done, since: began)
    var state = try State(pids)
    // The kernel takes a namespace away in the background.
    for _ in 0..<100 where state != before {
      usleep(100_000)
      state = try State(pids)
    }
    let left = zip(state.numbers, before.numbers).map(-)
    if state != before { failures.append("left after \(done) cycles: \(left)") }
    let mean = now.whole.processorSeconds / Double(max(now.wholeCycles, 1))
    report(
      columns(
        [
          "\(done)", "\(killed)",
          padded(now.whole.seconds / Double(max(now.wholeCycles, 1)) * 1000),
          padded(mean * 1000), "\(now.whole.memory)",
        ] + left.map(String.init)))
    if let first, count == 0 {
      let ratio = mean * Double(first.wholeCycles) / first.whole.processorSeconds
      report("the last cycles take \(padded(ratio)) of the processor time of the first")
      if ratio > extent.allowedGrowth { failures.append("cycles get slower") }
      if now.whole.memory > first.whole.memory * 6 / 5 { failures.append("memory grows") }
    }
    first = first ?? now
  }
  for holder in holders {
    holder.closeInput()
    _ = holder.wait()
  }
  for failure in failures.prefix(50) { report(failure) }
  report("\(done) cycles, \(killed) killed, \(failures.count) failures")
  return failures.isEmpty && killed > 0
}
