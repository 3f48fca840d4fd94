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

  @Test func helpIsOfWhatFollowsIt() {
    let invocation = Invocation(["help", "link", "list"])
    #expect(invocation.path == ["link", "list"] && invocation.asksForHelp)
    #expect(Invocation(["help"]).asksForHelp)
    #expect(Invocation(["help", "link"]).path == ["link"])
    #expect(Invocation(["link", "help", "list"]).path == ["link", "list"])
    #expect(Invocation(["help", "link", "list", "more"]).asksForHelp)
    #expect(!Invocation(["help", "nonsense"]).asksForHelp)
    #expect(!Invocation(["netns", "exec", "blue", "help"]).asksForHelp)
  }
}
