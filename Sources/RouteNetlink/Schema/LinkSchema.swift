public import Netlink

extension AttributeSchema {
  /// Corresponds to `IFLA_*`.
  public static let link = AttributeSchema(
    "IFLA_",
    [
      (IFLA.address, "address", .address), (IFLA.broadcast, "broadcast", .address),
      (IFLA.ifname, "ifname", .text), (IFLA.mtu, "mtu", .unsigned), (IFLA.link, "link", .signed),
      (IFLA.qdisc, "qdisc", .text),
      (IFLA.stats, "stats", .structure(HeaderSchema.statistics("rtnl_link_stats", 4))),
      (IFLA.master, "master", .signed), (IFLA.protinfo, "protinfo", .bytes),
      (IFLA.txqlen, "txqlen", .unsigned),
      (
        IFLA.map, "map",
        .structure(
          HeaderSchema(
            "rtnl_link_ifmap",
            [
              ("mem_start", 8), ("mem_end", 8), ("base_addr", 8), ("irq", 2), ("dma", 1),
              ("port", 1), ("", 4),
            ]))
      ),
      (IFLA.weight, "weight", .unsigned), (IFLA.operstate, "operstate", .named(operstates)),
      (IFLA.linkmode, "linkmode", .unsigned), (IFLA.linkinfo, "linkinfo", .nest(linkInfo)),
      (IFLA.netNSPID, "net_ns_pid", .unsigned), (IFLA.ifalias, "ifalias", .text),
      (IFLA.numVF, "num_vf", .unsigned), (IFLA.vfinfoList, "vfinfo_list", .bytes),
      (IFLA.stats64, "stats64", .structure(HeaderSchema.statistics("rtnl_link_stats64", 8))),
      (IFLA.afSpec, "af_spec", .nest(families)),
      (IFLA.group, "group", .unsigned), (IFLA.netNSFD, "net_ns_fd", .unsigned),
      (IFLA.extMask, "ext_mask", .bits), (IFLA.promiscuity, "promiscuity", .unsigned),
      (IFLA.numTXQueues, "num_tx_queues", .unsigned),
      (IFLA.numRXQueues, "num_rx_queues", .unsigned), (IFLA.carrier, "carrier", .unsigned),
      (IFLA.physPortID, "phys_port_id", .bytes),
      (IFLA.carrierChanges, "carrier_changes", .unsigned),
      (IFLA.physSwitchID, "phys_switch_id", .bytes),
      (IFLA.linkNetNSID, "link_netnsid", .signed),
      (IFLA.physPortName, "phys_port_name", .text), (IFLA.protoDown, "proto_down", .unsigned),
      (IFLA.gsoMaxSegs, "gso_max_segs", .unsigned), (IFLA.gsoMaxSize, "gso_max_size", .unsigned),
      (
        IFLA.xdp, "xdp",
        .nest(
          AttributeSchema(
            "IFLA_XDP_",
            [
              (AttributeType(1), "fd", .signed), (AttributeType(2), "attached", .unsigned),
              (AttributeType(3), "flags", .bits), (AttributeType(4), "prog_id", .unsigned),
              (AttributeType(5), "drv_prog_id", .unsigned),
              (AttributeType(6), "skb_prog_id", .unsigned),
              (AttributeType(7), "hw_prog_id", .unsigned),
              (AttributeType(8), "expected_fd", .signed),
            ]))
      ),
      (IFLA.event, "event", .unsigned), (IFLA.newNetNSID, "new_netnsid", .signed),
      (IFLA.targetNetNSID, "target_netnsid", .signed),
      (IFLA.carrierUpCount, "carrier_up_count", .unsigned),
      (IFLA.carrierDownCount, "carrier_down_count", .unsigned),
      (IFLA.newIfindex, "new_ifindex", .signed), (IFLA.minMTU, "min_mtu", .unsigned),
      (IFLA.maxMTU, "max_mtu", .unsigned),
      (
        IFLA.propList, "prop_list",
        .nest(AttributeSchema("IFLA_", [(IFLA.altIfname, "alt_ifname", .text)]))
      ),
      (IFLA.altIfname, "alt_ifname", .text), (IFLA.permAddress, "perm_address", .address),
      (
        IFLA.protoDownReason, "proto_down_reason",
        .nest(
          AttributeSchema(
            "IFLA_PROTO_DOWN_REASON_",
            [(AttributeType(1), "mask", .bits), (AttributeType(2), "value", .bits)]))
      ),
      (IFLA.parentDevName, "parent_dev_name", .text),
      (IFLA.parentDevBusName, "parent_dev_bus_name", .text),
      (IFLA.groMaxSize, "gro_max_size", .unsigned), (IFLA.tsoMaxSize, "tso_max_size", .unsigned),
      (IFLA.tsoMaxSegs, "tso_max_segs", .unsigned), (IFLA.allmulti, "allmulti", .unsigned),
      (IFLA.devlinkPort, "devlink_port", .bytes),
      (IFLA.gsoIPv4MaxSize, "gso_ipv4_max_size", .unsigned),
      (IFLA.groIPv4MaxSize, "gro_ipv4_max_size", .unsigned), (IFLA.dpllPin, "dpll_pin", .bytes),
      (IFLA.maxPacingOffloadHorizon, "max_pacing_offload_horizon", .unsigned),
      (IFLA.netnsImmutable, "netns_immutable", .unsigned),
      (IFLA.headroom, "headroom", .unsigned), (IFLA.tailroom, "tailroom", .unsigned),
    ])

  /// Corresponds to `IFLA_INFO_*`.
  static let linkInfo = AttributeSchema(
    "IFLA_INFO_",
    [
      (IFLA.Info.kind, "kind", .text),
      (IFLA.Info.data, "data", .chosen(by: IFLA.Info.kind) { LinkKinds[$0]?.schema }),
      (IFLA.Info.xstats, "xstats", .bytes), (IFLA.Info.slaveKind, "slave_kind", .text),
      (
        IFLA.Info.slaveData, "slave_data",
        .chosen(by: IFLA.Info.slaveKind) { LinkKinds[$0]?.port?.schema }
      ),
    ])

  static let families = AttributeSchema(
    "AF_",
    [
      (
        AttributeType(UInt16(AddressFamily.inet)), "inet",
        .nest(
          AttributeSchema("IFLA_INET_", [(AttributeType(1), "conf", .numbers(ofBytes: 4))]))
      ),
      (
        AttributeType(UInt16(AddressFamily.inet6)), "inet6",
        .nest(
          AttributeSchema(
            "IFLA_INET6_",
            [
              (IFLA.Inet6.flags, "flags", .bits), (IFLA.Inet6.conf, "conf", .numbers(ofBytes: 4)),
              (IFLA.Inet6.stats, "stats", .numbers(ofBytes: 8)),
              (IFLA.Inet6.mcast, "mcast", .bytes),
              (
                IFLA.Inet6.cacheinfo, "cacheinfo",
                .structure(
                  HeaderSchema(
                    "ifla_cacheinfo",
                    [
                      ("max_reasm_len", 4), ("tstamp", 4), ("reachable_time", 4),
                      ("retrans_time", 4),
                    ]))
              ),
              (IFLA.Inet6.icmp6stats, "icmp6stats", .numbers(ofBytes: 8)),
              (IFLA.Inet6.token, "token", .address),
              (IFLA.Inet6.addrGenMode, "addr_gen_mode", .unsigned),
              (IFLA.Inet6.raMTU, "ra_mtu", .unsigned),
            ]))
      ),
    ])

  static let operstates: [UInt64: String] = [
    0: "unknown", 1: "notpresent", 2: "down", 3: "lowerlayerdown", 4: "testing", 5: "dormant",
    6: "up",
  ]
}

extension HeaderSchema {
  /// Corresponds to `struct rtnl_link_stats` and `struct rtnl_link_stats64`.
  fileprivate static func statistics(_ name: String, _ size: Int) -> HeaderSchema {
    HeaderSchema(
      name,
      [
        "rx_packets", "tx_packets", "rx_bytes", "tx_bytes", "rx_errors", "tx_errors", "rx_dropped",
        "tx_dropped", "multicast", "collisions", "rx_length_errors", "rx_over_errors",
        "rx_crc_errors", "rx_frame_errors", "rx_fifo_errors", "rx_missed_errors",
        "tx_aborted_errors", "tx_carrier_errors", "tx_fifo_errors", "tx_heartbeat_errors",
        "tx_window_errors", "rx_compressed", "tx_compressed",
      ].map { ($0, size) })
  }
}
