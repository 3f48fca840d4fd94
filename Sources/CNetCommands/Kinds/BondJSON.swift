internal import Netlink
internal import RouteNetlink

func printBond(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _ names: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = Bond.Info
  try json.named(
    "mode", data[Info.mode],
    [
      "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb",
      "balance-alb",
    ])
  try json.port("active_slave", data[Info.activeSlave], &names)
  try json.unsigned("miimon", data[Info.miimon])
  try json.unsigned("updelay", data[Info.updelay])
  try json.unsigned("downdelay", data[Info.downdelay])
  try json.unsigned("peer_notify_delay", data[Info.peerNotifDelay])
  try json.unsigned("use_carrier", data[Info.useCarrier])
  try json.unsigned("arp_interval", data[Info.arpInterval])
  try json.unsigned("arp_missed_max", data[Info.missedMax])
  try json.addresses("arp_ip_target", data[Info.arpIPTarget])
  try json.addresses("ns_ip6_target", data[Info.nsIP6Target])
  if let validate = data[Info.arpValidate], try validate.unsigned() == 0 {
    json.null("arp_validate")
  } else {
    try json.named(
      "arp_validate", data[Info.arpValidate],
      ["none", "active", "backup", "all", "filter", "filter_active", "filter_backup"])
  }
  try json.named("arp_all_targets", data[Info.arpAllTargets], ["any", "all"])
  try json.port("primary", data[Info.primary], &names)
  try json.named(
    "primary_reselect", data[Info.primaryReselect], ["always", "better", "failure"])
  try json.named("fail_over_mac", data[Info.failOverMac], ["none", "active", "follow"])
  try json.named(
    "xmit_hash_policy", data[Info.xmitHashPolicy],
    ["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"])
  try json.unsigned("resend_igmp", data[Info.resendIGMP])
  try json.unsigned("num_peer_notif", data[Info.numPeerNotif])
  try json.unsigned("all_slaves_active", data[Info.allSlavesActive])
  try json.unsigned("min_links", data[Info.minLinks])
  try json.unsigned("lp_interval", data[Info.lpInterval])
  try json.unsigned("packets_per_slave", data[Info.packetsPerSlave])
  try json.named("ad_lacp_active", data[Info.adLACPActive], ["off", "on"])
  try json.named("ad_lacp_rate", data[Info.adLACPRate], ["slow", "fast"])
  try json.named("ad_select", data[Info.adSelect], ["stable", "bandwidth", "count"])
  if let info = data[Info.adInfo] {
    try printAggregator(AttributeTable(info.attributes()), &json)
  }
  try json.unsigned("ad_actor_sys_prio", data[Info.adActorSysPrio])
  try json.unsigned("ad_user_port_key", data[Info.adUserPortKey])
  json.hexadecimalBytes("ad_actor_system", data[Info.adActorSystem])
  try json.unsigned("tlb_dynamic_lb", data[Info.tlbDynamicLB])
}

private func printAggregator(_ data: borrowing AttributeTable, _ json: inout JSONWriter)
  throws(MessageError)
{
  typealias Info = Bond.Aggregator.Info
  json.begin(object: "ad_info")
  try json.unsigned("aggregator", data[Info.aggregator])
  try json.unsigned("num_ports", data[Info.numPorts])
  try json.unsigned("actor_key", data[Info.actorKey])
  try json.unsigned("partner_key", data[Info.partnerKey])
  json.hexadecimalBytes("partner_mac", data[Info.partnerMac])
  json.endObject()
}

func printBondPort(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = BondPort.Info
  try json.named("state", data[Info.state], ["ACTIVE", "BACKUP"])
  try json.named("mii_status", data[Info.miiStatus], ["UP", "GOING_DOWN", "DOWN", "GOING_BACK"])
  try json.unsigned("link_failure_count", data[Info.linkFailureCount])
  json.hexadecimalBytes("perm_hwaddr", data[Info.permHwaddr])
  try json.unsigned("queue_id", data[Info.queueID])
  if let priority = data[Info.prio] { json.field("prio", try priority.integer(as: Int32.self)) }
  try json.unsigned("ad_aggregator_id", data[Info.adAggregatorID])
  if let state = data[Info.adActorOperPortState] {
    try json.unsigned("ad_actor_oper_port_state", state)
    json.begin(array: "ad_actor_oper_port_state_str")
    json.portState(try state.unsigned())
    json.endArray()
  }
  if let state = data[Info.adPartnerOperPortState] {
    try json.unsigned("ad_partner_oper_port_state", state)
    json.begin(array: "ad_partner_oper_port_state_str")
    json.portState(try state.unsigned())
    json.endArray()
  }
}

extension JSONWriter {
  /// The name of a link, unless the index is zero.
  fileprivate mutating func port(
    _ key: StaticString, _ attribute: AttributeView?, _ names: inout LinkNameResolver
  ) throws(MessageError) {
    guard let index: Int32 = try attribute?.integer(), index != 0 else { return }
    field(key, text: names.entry(index).entry.name)
  }

  fileprivate mutating func addresses(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    guard let attribute else { return }
    begin(array: key)
    var list = attribute.attributes()
    while let entry = try list.next() { value(text: try entry.ipAddress().description) }
    endArray()
  }

  /// Corresponds to `LACP_STATE_*`.
  fileprivate mutating func portState(_ bits: UInt64) {
    let names: [StaticString] = [
      "active", "short_timeout", "aggregating", "in_sync", "collecting", "distributing",
      "defaulted", "expired",
    ]
    for (bit, name) in names.enumerated() where bits & 1 << bit != 0 { value(name) }
  }
}
