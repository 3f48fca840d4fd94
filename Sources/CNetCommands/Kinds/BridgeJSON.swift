internal import Netlink
internal import RouteNetlink

func printBridge(
  _ data: borrowing AttributeTable, _ json: inout JSONWriter, _: inout LinkNameResolver
) throws(MessageError) {
  typealias Info = Bridge.Info
  try json.unsigned("forward_delay", data[Info.forwardDelay])
  try json.unsigned("hello_time", data[Info.helloTime])
  try json.unsigned("max_age", data[Info.maxAge])
  try json.unsigned("ageing_time", data[Info.ageingTime])
  try json.unsigned("stp_state", data[Info.stpState])
  try json.unsigned("priority", data[Info.priority])
  try json.unsigned("vlan_filtering", data[Info.vlanFiltering])
  try json.tagProtocol("vlan_protocol", data[Info.vlanProtocol])
  json.bridgeID("bridge_id", data[Info.bridgeID])
  json.bridgeID("root_id", data[Info.rootID])
  try json.unsigned("root_port", data[Info.rootPort])
  try json.unsigned("root_path_cost", data[Info.rootPathCost])
  try json.unsigned("topology_change", data[Info.topologyChange])
  try json.unsigned("topology_change_detected", data[Info.topologyChangeDetected])
  try json.seconds("hello_timer", data[Info.helloTimer])
  try json.seconds("tcn_timer", data[Info.tcnTimer])
  try json.seconds("topology_change_timer", data[Info.topologyChangeTimer])
  try json.seconds("gc_timer", data[Info.gcTimer])
  try json.unsigned("vlan_default_pvid", data[Info.vlanDefaultPVID])
  try json.unsigned("vlan_stats_enabled", data[Info.vlanStatsEnabled])
  try json.unsigned("vlan_stats_per_port", data[Info.vlanStatsPerPort])
  try json.hexadecimal("group_fwd_mask", data[Info.groupFwdMask])
  json.hexadecimalBytes("group_addr", data[Info.groupAddr])
  try json.unsigned("mcast_snooping", data[Info.mcastSnooping])
  if let options = data[Info.multiBoolopt] {
    // struct br_boolopt_multi: the values, then the options that the kernel has.
    let values = Bridge.Options(rawValue: options.payload.integer(at: 0) ?? 0)
    let known = Bridge.Options(rawValue: options.payload.integer(at: 4) ?? 0)
    if known.contains(.noLinkLocalLearning) {
      json.field("no_linklocal_learn", values.contains(.noLinkLocalLearning) ? 1 : 0)
    }
    if known.contains(.multicastVLANSnooping) {
      json.field("mcast_vlan_snooping", values.contains(.multicastVLANSnooping) ? 1 : 0)
    }
  }
  try json.unsigned("mcast_router", data[Info.mcastRouter])
  try json.unsigned("mcast_query_use_ifaddr", data[Info.mcastQueryUseIfaddr])
  try json.unsigned("mcast_querier", data[Info.mcastQuerier])
  try json.unsigned("mcast_hash_elasticity", data[Info.mcastHashElasticity])
  try json.unsigned("mcast_hash_max", data[Info.mcastHashMax])
  try json.unsigned("mcast_last_member_cnt", data[Info.mcastLastMemberCnt])
  try json.unsigned("mcast_startup_query_cnt", data[Info.mcastStartupQueryCnt])
  try json.unsigned("mcast_last_member_intvl", data[Info.mcastLastMemberIntvl])
  try json.unsigned("mcast_membership_intvl", data[Info.mcastMembershipIntvl])
  try json.unsigned("mcast_querier_intvl", data[Info.mcastQuerierIntvl])
  try json.unsigned("mcast_query_intvl", data[Info.mcastQueryIntvl])
  try json.unsigned("mcast_query_response_intvl", data[Info.mcastQueryResponseIntvl])
  try json.unsigned("mcast_startup_query_intvl", data[Info.mcastStartupQueryIntvl])
  try json.unsigned("mcast_stats_enabled", data[Info.mcastStatsEnabled])
  try json.unsigned("mcast_igmp_version", data[Info.mcastIgmpVersion])
  try json.unsigned("mcast_mld_version", data[Info.mcastMldVersion])
  try json.unsigned("nf_call_iptables", data[Info.nfCallIPTables])
  try json.unsigned("nf_call_ip6tables", data[Info.nfCallIP6Tables])
  try json.unsigned("nf_call_arptables", data[Info.nfCallARPTables])
}

extension JSONWriter {
  /// `struct ifla_bridge_id`: priority, dot, address. As `ether_ntoa(3)` writes it, without
  /// leading zeros in the address.
  mutating func bridgeID(_ key: StaticString, _ attribute: AttributeView?) {
    guard let bytes = attribute?.payload.array, bytes.count == 8 else { return }
    func digits(_ byte: UInt8) -> String { String(byte, radix: 16) }
    let priority = bytes[..<2].map { ($0 < 16 ? "0" : "") + digits($0) }.joined()
    field(key, text: "\(priority).\(bytes[2...].map(digits).joined(separator: ":"))")
  }

  /// An Ethernet type of VLAN tags, in network byte order.
  mutating func tagProtocol(_ key: StaticString, _ attribute: AttributeView?)
    throws(MessageError)
  {
    guard let attribute else { return }
    let number: UInt16 = try attribute.bigEndian()
    switch VLAN.TagProtocol(rawValue: number) {
    case .ieee8021Q: field(key, "802.1Q")
    case .ieee8021AD: field(key, "802.1ad")
    case nil: field(key, text: "[\(number)]")
    }
  }
}
