import Netlink
import NetworkNamespace
import RouteNetlink
import TestSupport
import Testing

@testable import NetworkWorld

@Suite("What is known of a namespace", .makesNamespaces, .kernelHas(Veth.self))
struct NamespaceStateTests {
  @Test("Routes that are not called stale are as the kernel has them")
  func routes() throws {
    var generator = SplitMix(state: .random(in: 0 ... .max))
    let seed = generator
    var fixture = try NamespaceFixture()
    try fixture.run(
      """
      for l in 0 1; do
        ip link add d$l type veth peer name p$l; ip link set p$l up
      done
      """)
    var listening = RouteSocket(try fixture.namespace.openSocket(.route))
    try listening.subscribe(to: RouteGroup.allCases)
    var state = try NamespaceState(&fixture.socket)
    var fresh = 0
    var done: [String] = []
    for _ in 0..<400 {
      done.append(Self.step(&generator))
      // Many are refused.
      try fixture.run("ip \(done.last ?? "") 2>/dev/null || true")
      func follow() throws -> Bool {
        var events: [(RouteEvent, Bool)] = []
        while try listening.netlink.notifications(
          waiting: 0,
          { (message) throws(MessageError) in
            guard let event = try RouteEvent(message) else { return }
            events.append((event, message.header.flags.contains(.replace)))
          })
        {}
        for (event, replaces) in events { _ = state.apply(event, replaces: replaces) }
        return !events.isEmpty
      }
      var kernel = state
      repeat {
        _ = try follow()
        // What becomes of it meanwhile.
        kernel = try NamespaceState(&fixture.socket)
      } while try follow()
      if state.areRoutesStale {
        try state.readRoutes(&fixture.socket)
      } else {
        fresh += 1
        let wrong = state.routeChanges(to: kernel)
        #expect(wrong.isEmpty, "\(seed): \(done.suffix(12)): \(wrong)")
        if !wrong.isEmpty { break }
      }
    }
    // Else it would not be worth the trouble.
    #expect(fresh > 200)
  }

  private static func step(_ generator: inout SplitMix) -> String {
    func any(_ words: [String]) -> String { words.randomElement(using: &generator) ?? "" }
    let number = any(["0", "1"])
    switch Int.random(in: 0..<10, using: &generator) {
    case 0:
      let state = any(["up", "up", "down"])
      return "link set d\(number) \(state)"
    case 1, 2:
      let verb = any(["add", "add", "del"])
      return "addr \(verb) 10.\(number).0.\(any(["1", "2"]))/24 dev d\(number)"
    case 3:
      let verb = any(["add", "add", "del"])
      return "addr \(verb) fd0\(number)::\(any(["1", "2"]))/64 dev d\(number) nodad"
    default:
      let verb = any(["add", "append", "prepend", "replace", "del"])
      let isSix = Bool.random(using: &generator)
      let to = isSix ? any(["fd99::/64", "default"]) : any(["10.99.0.0/16", "default"])
      let via =
        isSix ? "via fd0\(number)::\(any(["8", "9"]))" : "via 10.\(number).0.\(any(["8", "9"]))"
      let both =
        isSix
        ? "nexthop via fd00::8 nexthop via fd01::8" : "nexthop via 10.0.0.8 nexthop via 10.1.0.8"
      // The kernel lists no IPv6 route without a gateway that lies between two that it has merged.
      let plain = verb == "del" ? "" : isSix ? via : "dev d\(number)"
      let way = any([via, via, isSix ? via : "\(via) src 10.0.0.1", both, plain])
      return "\(isSix ? "-6" : "-4") route \(verb) \(to) \(way)"
    }
  }
}
