internal import Netlink
internal import RouteNetlink

/// As ip 6.17 does: 6.1 knows no netkit.
func printNetkit(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = Netkit.Info
  let policies: [StaticString] = ["forward", "UNKNOWN", "blackhole"]
  try json.named("mode", data[Info.mode], ["l2", "l3"])
  try json.named("type", data[Info.primary], ["peer", "primary"])
  try json.named("policy", data[Info.policy], policies)
  try json.named("peer_policy", data[Info.peerPolicy], policies)
  try json.named("scrub", data[Info.scrub], ["none", "default"])
  try json.named("peer_scrub", data[Info.peerScrub], ["none", "default"])
}
