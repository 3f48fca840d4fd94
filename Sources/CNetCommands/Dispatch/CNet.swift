public import ArgumentParser

/// The tree of commands. A new verb is one file in `Commands/`, named in its noun's list.
public struct CNet: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "cnet",
    abstract: "Network plumbing for containers: veth pairs, macvlans, and the namespaces between.",
    discussion: """
      A namespace is written NAME (as in ip netns), pid:PID, /path or fd:N.
      -n NS, before or after the verb, runs the whole command as seen from there.
      """,
    version: version,
    subcommands: [
      VethCommand.self,
      NetkitCommand.self,
      MacvlanCommand.self,
      MacvtapCommand.self,
      IPVlanCommand.self,
      VLANCommand.self,
      VXLANCommand.self,
      BridgeCommand.self,
      DummyCommand.self,
      IFBCommand.self,
      VRFCommand.self,
      NLMonCommand.self,
      GeneveCommand.self,
      BondCommand.self,
      TunCommand.self,
      TapCommand.self,
      WireGuardCommand.self,
      LinkCommand.self,
      AddressCommand.self,
      RouteCommand.self,
      NeighborCommand.self,
      NamespaceCommand.self,
      TreeCommand.self,
      PeerCommand.self,
      ExplainCommand.self,
      DecodeCommand.self,
      WatchCommand.self,
      StatCommand.self,
      BatchCommand.self,
      AttachCommand.self,
      DetachCommand.self,
      AttachmentCommand.self,
      RecoverCommand.self,
      PodCommand.self,
      HookCommand.self,
    ])

  public static let version = "0.1.0"

  /// Before a verb they are moved behind it (``Invocation``); here they are for who asks what there is.
  @OptionGroup var common: CommonOptions

  public init() {}
}
