public import Netlink

extension AttributeSchema {
  /// Corresponds to `IFA_*`.
  public static let address = AttributeSchema(
    "IFA_",
    [
      (IFA.address, "address", .address), (IFA.local, "local", .address),
      (IFA.label, "label", .text), (IFA.broadcast, "broadcast", .address),
      (IFA.anycast, "anycast", .address),
      (
        IFA.cacheinfo, "cacheinfo",
        .structure(
          HeaderSchema(
            "ifa_cacheinfo", [("prefered", 4), ("valid", 4), ("cstamp", 4), ("tstamp", 4)]))
      ),
      (IFA.multicast, "multicast", .address), (IFA.flags, "flags", .bits),
      (IFA.rtPriority, "rt_priority", .unsigned),
      (IFA.targetNetNSID, "target_netnsid", .signed), (IFA.proto, "proto", .unsigned),
    ])

  /// Corresponds to `RTA_*`.
  public static let route = AttributeSchema(
    "RTA_",
    [
      (RTA.dst, "dst", .address), (RTA.src, "src", .address), (RTA.iif, "iif", .signed),
      (RTA.oif, "oif", .signed), (RTA.gateway, "gateway", .address),
      (RTA.priority, "priority", .unsigned), (RTA.prefsrc, "prefsrc", .address),
      (RTA.metrics, "metrics", .nest(metrics)),
      (RTA.multipath, "multipath", .records(.rtnexthop, nextHop)),
      (RTA.flow, "flow", .unsigned),
      (
        RTA.cacheinfo, "cacheinfo",
        .structure(
          HeaderSchema(
            "rta_cacheinfo",
            [
              ("clntref", 4), ("lastuse", 4), ("expires", 4), ("error", 4), ("used", 4), ("id", 4),
              ("ts", 4), ("tsage", 4),
            ]))
      ),
      (RTA.table, "table", .unsigned), (RTA.mark, "mark", .bits),
      (RTA.mfcStats, "mfc_stats", .bytes), (RTA.via, "via", .via),
      (RTA.newdst, "newdst", .bytes), (RTA.pref, "pref", .unsigned),
      (RTA.encapType, "encap_type", .unsigned), (RTA.encap, "encap", .bytes),
      (RTA.expires, "expires", .unsigned), (RTA.uid, "uid", .unsigned),
      (RTA.ttlPropagate, "ttl_propagate", .unsigned), (RTA.ipProto, "ip_proto", .unsigned),
      (RTA.sport, "sport", .bigEndian), (RTA.dport, "dport", .bigEndian),
      (RTA.nhID, "nh_id", .unsigned),
    ])

  /// What a next hop of several has.
  static let nextHop = AttributeSchema(
    "RTA_",
    [
      (RTA.gateway, "gateway", .address), (RTA.via, "via", .via), (RTA.flow, "flow", .unsigned),
      (RTA.encapType, "encap_type", .unsigned), (RTA.encap, "encap", .bytes),
    ])

  /// Corresponds to `RTAX_*`.
  static let metrics = AttributeSchema(
    "RTAX_",
    [
      (AttributeType(1), "lock", .bits), (AttributeType(2), "mtu", .unsigned),
      (AttributeType(3), "window", .unsigned), (AttributeType(4), "rtt", .unsigned),
      (AttributeType(5), "rttvar", .unsigned), (AttributeType(6), "ssthresh", .unsigned),
      (AttributeType(7), "cwnd", .unsigned), (AttributeType(8), "advmss", .unsigned),
      (AttributeType(9), "reordering", .unsigned), (AttributeType(10), "hoplimit", .unsigned),
      (AttributeType(11), "initcwnd", .unsigned), (AttributeType(12), "features", .bits),
      (AttributeType(13), "rto_min", .unsigned), (AttributeType(14), "initrwnd", .unsigned),
      (AttributeType(15), "quickack", .unsigned), (AttributeType(16), "cc_algo", .text),
      (AttributeType(17), "fastopen_no_cookie", .unsigned),
    ])

  /// Corresponds to `NDA_*`.
  public static let neighbor = AttributeSchema(
    "NDA_",
    [
      (NDA.dst, "dst", .address), (NDA.lladdr, "lladdr", .address),
      (
        NDA.cacheinfo, "cacheinfo",
        .structure(
          HeaderSchema(
            "nda_cacheinfo", [("confirmed", 4), ("used", 4), ("updated", 4), ("refcnt", 4)]))
      ),
      (NDA.probes, "probes", .unsigned), (NDA.vlan, "vlan", .unsigned),
      (NDA.port, "port", .bigEndian), (NDA.vni, "vni", .unsigned),
      (NDA.ifindex, "ifindex", .signed), (NDA.master, "master", .signed),
      (NDA.linkNetNSID, "link_netnsid", .signed), (NDA.srcVNI, "src_vni", .unsigned),
      (NDA.proto, "protocol", .unsigned), (NDA.nhID, "nh_id", .unsigned),
      (NDA.fdbExtAttrs, "fdb_ext_attrs", .bytes), (NDA.flagsExt, "flags_ext", .bits),
      (NDA.ndmStateMask, "ndm_state_mask", .bits), (NDA.ndmFlagsMask, "ndm_flags_mask", .bits),
    ])

  /// Corresponds to `FRA_*`.
  public static let rule = AttributeSchema(
    "FRA_",
    [
      (FRA.dst, "dst", .address), (FRA.src, "src", .address), (FRA.iifname, "iifname", .text),
      (FRA.goto, "goto", .unsigned), (FRA.priority, "priority", .unsigned),
      (FRA.fwmark, "fwmark", .bits), (FRA.flow, "flow", .unsigned),
      (FRA.tunID, "tun_id", .bigEndian), (FRA.suppressIfgroup, "suppress_ifgroup", .signed),
      (FRA.suppressPrefixlen, "suppress_prefixlen", .signed), (FRA.table, "table", .unsigned),
      (FRA.fwmask, "fwmask", .bits), (FRA.oifname, "oifname", .text),
      (FRA.l3mdev, "l3mdev", .unsigned),
      (
        FRA.uidRange, "uid_range",
        .structure(HeaderSchema("fib_rule_uid_range", [("start", 4), ("end", 4)]))
      ),
      (FRA.proto, "protocol", .unsigned), (FRA.ipProto, "ip_proto", .unsigned),
      (FRA.sportRange, "sport_range", .structure(.portRange)),
      (FRA.dportRange, "dport_range", .structure(.portRange)), (FRA.dscp, "dscp", .unsigned),
      (FRA.flowlabel, "flowlabel", .bigEndian), (FRA.flowlabelMask, "flowlabel_mask", .bigEndian),
      (FRA.sportMask, "sport_mask", .bits), (FRA.dportMask, "dport_mask", .bits),
      (FRA.dscpMask, "dscp_mask", .bits),
    ])

  /// Corresponds to `NETNSA_*`.
  public static let namespaceID = AttributeSchema(
    "NETNSA_",
    [
      (NETNSA.nsid, "nsid", .signed), (NETNSA.pid, "pid", .unsigned),
      (NETNSA.fd, "fd", .unsigned), (NETNSA.targetNSID, "target_nsid", .signed),
      (NETNSA.currentNSID, "current_nsid", .signed),
    ])
}

extension HeaderSchema {
  fileprivate static let portRange = HeaderSchema(
    "fib_rule_port_range", [("start", 2), ("end", 2)])
}
