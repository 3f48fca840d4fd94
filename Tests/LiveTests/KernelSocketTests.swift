import CLinux
import Foundation
@testable import Netlink
import NetworkNamespace
import RouteNetlink
import Synchronization
import TestSupport
import Testing

/// The socket against the kernel itself, under what is hard to bring about on purpose.
@Suite("Socket and kernel", .makesNamespaces)
struct KernelSocketTests {
  /// Every dump that is returned is consistent, also while links come and go between its pieces.
  @Test func dumpsAreWholeWhileLinksComeAndGo() throws {
    let fixture = try NamespaceFixture()
    // Pieces as small as the kernel makes them.
    var socket = RouteSocket(
      try fixture.namespace.run { () throws(NetlinkError) in
        try NetlinkSocket(.route, receiveCapacity: 4096)
      })
    for number in 0..<60 {
      try socket.createLink(
        LinkSettings(name: "stay\(number)"), Veth(peer: LinkSettings(name: "peer\(number)")))
    }
    let lasting = Set(try socket.links().map(\.name))
    #expect(lasting.count == 121)

    try withChurn(in: fixture.namespace) {
      let clock = ContinuousClock()
      let deadline = clock.now + .seconds(20)
      var sendsBefore = socket.netlink.statistics.sends
      var dumps = 0
      var isRetried: Bool { socket.netlink.statistics.sends - sendsBefore >= dumps + 3 }
      while clock.now < deadline, dumps < 50 || !isRetried {
        let names: [String]
        let sends = socket.netlink.statistics.sends
        do {
          names = try socket.links(statistics: true).map(\.name).filter(lasting.contains)
        } catch let error as NetlinkError where "\(error)".contains("changed during each of") {
          // A slow processor gets some not through, and says so.
          sendsBefore += socket.netlink.statistics.sends - sends
          continue
        }
        dumps += 1
        #expect(names.count == lasting.count && Set(names) == lasting)
      }
      // An emulated processor may get none at all through.
      if dumps == 0, try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).contains("QEMU") {
        return
      }
      #expect(dumps > 0 && isRetried, "\(dumps) dumps, none of them interrupted")
    }
  }

  /// Makes and deletes links meanwhile, as fast as another process can.
  private func withChurn(
    in namespace: borrowing NetworkNamespace, _ body: () throws -> Void
  ) throws {
    let churn = try Subprocess(
      [
        "nsenter", "--net=/proc/\(getpid())/fd/\(namespace.fileDescriptor)", "sh", "-c",
        "echo go; while :; do ip link add a0 type veth peer name a1; ip link delete a0; done",
      ], keepsInput: true)
    defer {
      kill(churn.pid, SIGKILL)
      _ = churn.wait()
    }
    _ = churn.readSome()
    try body()
  }

  /// Lost notifications are told, and the same socket goes on.
  @Test func anOverrunIsReportedAndTheStateCanBeReadAgain() throws {
    var fixture = try NamespaceFixture()
    var listener = RouteSocket(try fixture.namespace.openSocket(.route))
    try listener.subscribe(to: [.link])
    // The kernel takes its own least.
    try listener.netlink.setReceiveQueue(bytes: 1)
    for number in 0..<20 {
      try fixture.socket.createLink(
        LinkSettings(name: "v\(number)"), Veth(peer: LinkSettings(name: "p\(number)")))
    }
    var isOverrun = false
    var isLeft = true
    while isLeft {
      do throws(NetlinkError) {
        isLeft = try listener.events(waiting: 0) { _ in }
      } catch {
        #expect(error == NetlinkError("receive notifications", .noBufferSpace))
        isOverrun = true
      }
    }
    #expect(isOverrun)
    #expect(Set(try listener.links().map(\.name)) == Set(try fixture.socket.links().map(\.name)))

    try listener.netlink.setReceiveQueue(bytes: 200_000)
    try fixture.socket.createLink(LinkSettings(name: "new"), Veth(peer: LinkSettings(name: "pnew")))
    var seen: [String] = []
    while try listener.events(
      waiting: 0,
      { event in
        if case .linkChanged(let link) = event { seen.append(link.name) }
      })
    {}
    #expect(seen.contains("new"))
  }

  /// One link's description may be larger than the largest piece of a dump: as many names of the
  /// longest kind as the kernel takes.
  @Test func aLinkOfMoreThan64KiBIsReadWhole() throws {
    var fixture = try NamespaceFixture()
    let index = try fixture.makeParent("v0")
    var names: Set<String> = []
    do throws(NetlinkError) {
      while names.count < 1000 {
        let number = String(names.count)
        let name = number + String(repeating: "n", count: 127 - number.utf8.count)
        try fixture.socket.addAlternativeName(name, toLink: index)
        names.insert(name)
      }
    } catch {
      #expect(error.errno == .invalidArgument)
    }
    var change = LinkSettings(index: index)
    change.alias = String(repeating: "a", count: 255)
    try fixture.socket.changeLink(change, "set the alias")
    var socket = RouteSocket(
      try fixture.namespace.run { () throws(NetlinkError) in
        try NetlinkSocket(.route, receiveCapacity: 4096)
      })
    #expect(Set(try socket.link(.name("v0")).alternativeNames) == names)
    #expect(socket.netlink.incoming.capacity > 64 * 1024)
    let all = try socket.links()
    #expect(Set(all.map(\.name)) == ["lo", "v0", "v0p"])
    let link = all.first { $0.name == "v0" }
    #expect(Set(link?.alternativeNames ?? []) == names)
    #expect(link?.alias == change.alias)
  }

  @Test func tenThousandLinksAreReadWhole() throws {
    var fixture = try NamespaceFixture()
    let names = (0..<5000).map { "veth\(100_000 + $0)abcde" }
    for name in names {
      var host = LinkSettings(name: name)
      var peer = LinkSettings(name: "p" + name.dropFirst())
      (host.transmitQueues, host.receiveQueues) = (1, 1)
      (peer.transmitQueues, peer.receiveQueues) = (1, 1)
      try fixture.socket.createLink(host, Veth(peer: peer))
    }
    for link in try fixture.socket.links() where link.name.hasPrefix("veth") {
      var change = LinkSettings(index: link.index)
      change.alias = String(repeating: "a", count: 249) + link.name.dropFirst(4).prefix(6)
      try fixture.socket.changeLink(change, "set an alias")
    }
    var socket = RouteSocket(
      try fixture.namespace.run { () throws(NetlinkError) in
        try NetlinkSocket(.route, receiveCapacity: 4096)
      })
    let links = try socket.links(statistics: true)
    #expect(links.count == 10_001)
    #expect(Set(links.map(\.name)).count == 10_001)
    #expect(Set(links.compactMap(\.alias)).count == 5000)
    #expect(links.allSatisfy { $0.alias == nil || $0.alias?.utf8.count == 255 })
  }

  /// Whatever fits, and whatever is left over at the end of a piece.
  @Test func receiveBuffersOfEverySizeGiveTheSame() throws {
    var fixture = try NamespaceFixture()
    let index = try fixture.makeParent("v0")
    for number in 0..<40 {
      try fixture.socket.createLink(
        LinkSettings(name: "v\(number + 1)"), Veth(peer: LinkSettings(name: "p\(number)")))
    }
    for number in 0..<200 {
      let address = "10.\(number / 100).\(number % 100).1/24"
      try fixture.socket.addAddress(Address(try #require(IPPrefix(address)), link: index))
    }
    let links = try fixture.socket.links()
    let addresses = try fixture.socket.addresses(link: index)
    #expect(links.count == 83)
    #expect(addresses.count == 200)
    for capacity in stride(from: 4096, through: 70_000, by: 509) {
      var socket = RouteSocket(
        try fixture.namespace.run { () throws(NetlinkError) in
          try NetlinkSocket(.route, receiveCapacity: capacity)
        })
      #expect(try socket.links().map(\.index) == links.map(\.index), "\(capacity)")
      #expect(try socket.addresses(link: index) == addresses, "\(capacity)")
    }
  }

  @Test func manyLinksWithTheirCountersAreReadWhole() throws {
    var fixture = try NamespaceFixture()
    for number in 0..<100 {
      try fixture.socket.createLink(
        LinkSettings(name: "v\(number)"), Veth(peer: LinkSettings(name: "p\(number)")))
    }
    let before = fixture.socket.netlink.statistics.receives
    let links = try fixture.socket.links(statistics: true)
    #expect(links.count == 201 && links.allSatisfy { $0.statistics != nil })
    #expect(fixture.socket.netlink.statistics.receives - before > 2)
  }

  /// Another process may send to our port what looks like the kernel's answer.
  @Test func whatOthersSendIsNoAnswer() throws {
    var fixture = try NamespaceFixture()
    try fixture.socket.createLink(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v1")))
    let port = fixture.socket.netlink.portID
    let forged = Wire.error(0, sequence: fixture.socket.netlink.nextSequence, portID: port)
    try fixture.namespace.run { () throws(NetlinkError) in
      try NetlinkError.naming("forge") { () throws(Errno) in try send(forged, to: port) }
    }
    #expect {
      try fixture.socket.createLink(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v2")))
    } throws: { ($0 as? NetlinkError)?.errno == .fileExists }

    try fixture.namespace.run { () throws(NetlinkError) in
      try NetlinkError.naming("forge") { () throws(Errno) in try send(forged, to: port) }
    }
    let woke = try fixture.socket.netlink.notifications(waiting: 5000) { (_) throws(MessageError) in
      Issue.record("a message that is not the kernel's")
    }
    #expect(woke)
  }

  /// Another process fills the queue, so that the kernel's answer finds no place in it.
  @Test func anAnswerThatWasLostIsNotWaitedFor() throws {
    var fixture = try NamespaceFixture()
    let port = fixture.socket.netlink.portID
    try fixture.namespace.run { () throws(NetlinkError) in
      for size in [4096, 16] {
        do throws(Errno) {
          while true { try send([UInt8](repeating: 0, count: size), to: port, waits: false) }
        } catch {
          guard error == .wouldBlock else { throw NetlinkError("flood", error) }
        }
      }
    }
    let lost = NetlinkError(
      "create veth v0", .noBufferSpace,
      message: "the kernel's answer is lost, and it may have been done")
    #expect(throws: lost) {
      try fixture.socket.createLink(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v1")))
    }
    #expect(Set(try fixture.socket.links().map(\.name)) == ["lo", "v0", "v1"])
  }

  /// A handler without `SA_RESTART` interrupts the call that waits for a datagram.
  @Test func aSignalInTheMiddleOfAReceiveIsNoError() throws {
    var fixture = try NamespaceFixture()
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in signalsSeen.add(1, ordering: .relaxed) }
    var before = sigaction()
    unsafe sigaction(SIGUSR1, &action, &before)
    defer { unsafe sigaction(SIGUSR1, &before, nil) }
    let listener = RouteSocket(try fixture.namespace.openSocket(.route))
    try listener.subscribe(to: [.link])

    let receiver = Receiver(listener)
    let thread = try receiver.start()
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(20)
    let first = signalsSeen.load(ordering: .relaxed)
    while signalsSeen.load(ordering: .relaxed) < first + 5, clock.now < deadline {
      pthread_kill(thread, SIGUSR1)
      usleep(1000)
    }
    #expect(signalsSeen.load(ordering: .relaxed) >= first + 5)
    #expect(receiver.length == nil)
    try fixture.socket.createLink(LinkSettings(name: "v0"), Veth(peer: LinkSettings(name: "v1")))
    pthread_join(thread, nil)
    #expect((receiver.length ?? 0) > 100)
  }

  /// The kernel's text, and its offset into our own request as a path of names.
  @Test func aRefusalSaysWhichAttributeAndWhy() throws {
    var fixture = try NamespaceFixture()
    var refusal: NetlinkError?
    do throws(NetlinkError) {
      let peer = LinkSettings(name: "more-than-fifteen-bytes")
      try fixture.socket.createLink(LinkSettings(name: "v0"), Veth(peer: peer))
    } catch {
      refusal = error
    }
    #expect(refusal?.operation == "create veth v0")
    #expect(refusal?.errno == .outOfRange)
    #expect(refusal?.attribute == "linkinfo/data/peer/ifname")
    #expect(refusal?.message == "Attribute failed policy validation")
  }

  /// There are fewer groups than that.
  @Test func aGroupThatIsNoneIsRefused() throws {
    let fixture = try NamespaceFixture()
    #expect(throws: NetlinkError("join multicast group 5000", .invalidArgument)) {
      try fixture.socket.netlink.join(group: 5000)
    }
  }

  @Test func eachAnswerOfALargeBatchIsThatOfItsRequest() throws {
    var fixture = try NamespaceFixture()
    let index = try fixture.makeParent("v0")
    let taken = stride(from: 3, to: NetlinkSocket.batchLimit, by: 7)
    for number in 0..<NetlinkSocket.batchLimit {
      // Those are refused, each for the address in front of it.
      let last = taken.contains(number) ? number - 1 : number
      let prefix = try #require(IPPrefix("10.0.1.\(last)/8"))
      try fixture.socket.netlink.queue(RTM.newaddr, flags: [.create, .exclusive]) {
        (m) throws(MessageError) in try Address(prefix, link: index).encode(into: &m)
      }
    }
    let before = fixture.socket.netlink.statistics
    let refusals = try fixture.socket.netlink.commit { "step \($0)" }
    #expect(fixture.socket.netlink.statistics.sends - before.sends == 1)
    #expect(refusals.map(\.request) == Array(taken))
    #expect(refusals.allSatisfy { $0.error.errno == .fileExists })
    #expect(refusals.map(\.error.operation) == taken.map { "step \($0)" })
    #expect(
      try fixture.socket.addresses(link: index).count == NetlinkSocket.batchLimit - refusals.count)
  }
}

private let signalsSeen = Atomic(0)

/// Waits for one datagram on a thread of its own.
private final class Receiver: @unchecked Sendable {
  private var socket: RouteSocket
  private let result = Mutex<Int?>(nil)

  init(_ socket: consuming RouteSocket) { self.socket = socket }

  var length: Int? { result.withLock { $0 } }

  private func receive() {
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    let length = try? socket.netlink.receive({ "receive" }, growing: true)
    result.withLock { $0 = length }
  }

  func start() throws -> pthread_t {
    var thread = pthread_t()
    let error = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<Receiver>.fromOpaque(argument).takeUnretainedValue().receive()
        }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    try #require(error == 0)
    return thread
  }
}

/// Sends a datagram to another netlink socket of the thread's namespace.
private func send(_ bytes: [UInt8], to port: UInt32, waits: Bool = true) throws(Errno) {
  let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { throw .current }
  defer { close(descriptor) }
  var address = sockaddr_nl()
  address.nl_family = sa_family_t(AF_NETLINK)
  address.nl_pid = port
  let size = socklen_t(MemoryLayout<sockaddr_nl>.size)
  let sent = unsafe withUnsafePointer(to: &address) { address in
    unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      unsafe sendto(descriptor, bytes, bytes.count, waits ? 0 : Int32(MSG_DONTWAIT), $0, size)
    }
  }
  guard sent == bytes.count else { throw .current }
}
