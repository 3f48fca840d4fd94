internal import Netlink
internal import RouteNetlink

func printBridgePort(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _ names: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = BridgePort.Info
  if let state = data[Info.state] {
    switch try state.unsigned() {
    case 0: json.field("state", "disabled")
    case 1: json.field("state", "listening")
    case 2: json.field("state", "learning")
    case 3: json.field("state", "forwarding")
    case 4: json.field("state", "blocking")
    case let other: json.field("state_index", other)
    }
  }
  try json.unsigned("priority", data[Info.priority])
  try json.unsigned("cost", data[Info.cost])
  try json.bool("hairpin", data[Info.mode])
  try json.bool("guard", data[Info.bpduGuard])
  try json.bool("root_block", data[Info.protect])
  try json.bool("fastleave", data[Info.fastLeave])
  try json.bool("learning", data[Info.learning])
  try json.bool("flood", data[Info.unicastFlood])
  try json.hexadecimal("id", data[Info.id])
  try json.hexadecimal("no", data[Info.no])
  try json.unsigned("designated_port", data[Info.designatedPort])
  try json.unsigned("designated_cost", data[Info.designatedCost])
  json.bridgeID("bridge_id", data[Info.bridgeID])
  json.bridgeID("root_id", data[Info.rootID])
  try json.seconds("hold_timer", data[Info.holdTimer])
  try json.seconds("message_age_timer", data[Info.messageAgeTimer])
  try json.seconds("forward_delay_timer", data[Info.forwardDelayTimer])
  try json.unsigned("topology_change_ack", data[Info.topologyChangeAck])
  try json.unsigned("config_pending", data[Info.configPending])
  try json.bool("proxy_arp", data[Info.proxyarp])
  try json.bool("proxy_arp_wifi", data[Info.proxyarpWifi])
  try json.unsigned("multicast_router", data[Info.multicastRouter])
  try json.bool("mcast_flood", data[Info.mcastFlood])
  try json.bool("bcast_flood", data[Info.bcastFlood])
  try json.bool("mcast_to_unicast", data[Info.mcastToUcast])
  try json.bool("neigh_suppress", data[Info.neighSuppress])
  if let mask = data[Info.groupFwdMask] {
    try json.hexadecimal("group_fwd_mask", mask)
    json.field("group_fwd_mask_str", text: forwardMask(try mask.unsigned()))
  }
  try json.bool("vlan_tunnel", data[Info.vlanTunnel])
  try json.bool("isolated", data[Info.isolated])
  try json.bool("locked", data[Info.locked])
  if let backup = data[Info.backupPort] {
    json.field("backup_port", text: names.entry(try backup.integer()).entry.name)
  }
}

/// The link-local groups 01:80:c2:00:00:0X that are forwarded, by name where they have one.
private func forwardMask(_ mask: UInt64) -> String {
  let parts = (0..<16).filter { mask & 1 << $0 != 0 }.map { bit in
    switch bit {
    case 0: "stp"
    case 2: "lacp"
    case 14: "lldp"
    default: "0x" + String(1 << bit, radix: 16)
    }
  }
  return parts.isEmpty ? "0x0" : parts.joined(separator: ",")
}
