import Testing

@testable import CNetCommands

@Suite struct InvocationTests {
  @Test func optionsBeforeTheVerbMoveBehindIt() {
    let invocation = Invocation(["-n", "blue", "--trace", "veth", "add", "a", "b"])
    #expect(invocation.path == ["veth", "add"])
    #expect(invocation.rest == ["-n", "blue", "--trace", "a", "b"])
    #expect(ObjectIdentifier(invocation.command) == ObjectIdentifier(VethAdd.self))
  }

  @Test func whatFollowsTheVerbStaysInOrder() {
    let invocation = Invocation(["link", "list", "-n", "blue"])
    #expect(invocation.path == ["link", "list"])
    #expect(invocation.rest == ["-n", "blue"])
  }

  @Test func anUnknownWordEndsTheSearch() {
    let invocation = Invocation(["veth", "remove", "a"])
    #expect(ObjectIdentifier(invocation.command) == ObjectIdentifier(VethCommand.self))
    #expect(invocation.rest == ["remove", "a"])
  }

  @Test func helpIsNotLookedForBehindADoubleDash() {
    #expect(Invocation(["veth", "add", "--help"]).asksForHelp)
    #expect(Invocation(["veth", "help"]).asksForHelp)
    #expect(!Invocation(["veth", "add", "--", "--help"]).asksForHelp)
  }
}
