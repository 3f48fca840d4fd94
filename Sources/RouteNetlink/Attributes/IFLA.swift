public import Netlink

/// The attributes of a link. Corresponds to `IFLA_*` in `linux/if_link.h`.
public enum IFLA {
  /// Corresponds to `IFLA_ADDRESS`.
  @inlinable public static var address: AttributeType { AttributeType(1) }
  /// Corresponds to `IFLA_BROADCAST`.
  @inlinable public static var broadcast: AttributeType { AttributeType(2) }
  /// Corresponds to `IFLA_IFNAME`.
  @inlinable public static var ifname: AttributeType { AttributeType(3) }
  /// Corresponds to `IFLA_MTU`.
  @inlinable public static var mtu: AttributeType { AttributeType(4) }
  /// Corresponds to `IFLA_LINK`.
  @inlinable public static var link: AttributeType { AttributeType(5) }
  /// Corresponds to `IFLA_QDISC`.
  @inlinable public static var qdisc: AttributeType { AttributeType(6) }
  /// Corresponds to `IFLA_STATS`.
  @inlinable public static var stats: AttributeType { AttributeType(7) }
  /// Corresponds to `IFLA_MASTER`.
  @inlinable public static var master: AttributeType { AttributeType(10) }
  /// Corresponds to `IFLA_WIRELESS`.
  @inlinable public static var wireless: AttributeType { AttributeType(11) }
  /// Corresponds to `IFLA_PROTINFO`.
  @inlinable public static var protinfo: AttributeType { AttributeType(12) }
  /// Corresponds to `IFLA_TXQLEN`.
  @inlinable public static var txqlen: AttributeType { AttributeType(13) }
  /// Corresponds to `IFLA_MAP`.
  @inlinable public static var map: AttributeType { AttributeType(14) }
  /// Corresponds to `IFLA_WEIGHT`.
  @inlinable public static var weight: AttributeType { AttributeType(15) }
  /// Corresponds to `IFLA_OPERSTATE`.
  @inlinable public static var operstate: AttributeType { AttributeType(16) }
  /// Corresponds to `IFLA_LINKMODE`.
  @inlinable public static var linkmode: AttributeType { AttributeType(17) }
  /// Corresponds to `IFLA_LINKINFO`.
  @inlinable public static var linkinfo: AttributeType { AttributeType(18) }
  /// Corresponds to `IFLA_NET_NS_PID`.
  @inlinable public static var netNSPID: AttributeType { AttributeType(19) }
  /// Corresponds to `IFLA_IFALIAS`.
  @inlinable public static var ifalias: AttributeType { AttributeType(20) }
  /// Corresponds to `IFLA_NUM_VF`.
  @inlinable public static var numVF: AttributeType { AttributeType(21) }
  /// Corresponds to `IFLA_VFINFO_LIST`.
  @inlinable public static var vfinfoList: AttributeType { AttributeType(22) }
  /// Corresponds to `IFLA_STATS64`.
  @inlinable public static var stats64: AttributeType { AttributeType(23) }
  /// Corresponds to `IFLA_AF_SPEC`.
  @inlinable public static var afSpec: AttributeType { AttributeType(26) }
  /// Corresponds to `IFLA_GROUP`.
  @inlinable public static var group: AttributeType { AttributeType(27) }
  /// Corresponds to `IFLA_NET_NS_FD`.
  @inlinable public static var netNSFD: AttributeType { AttributeType(28) }
  /// Corresponds to `IFLA_EXT_MASK`.
  @inlinable public static var extMask: AttributeType { AttributeType(29) }
  /// Corresponds to `IFLA_PROMISCUITY`.
  @inlinable public static var promiscuity: AttributeType { AttributeType(30) }
  /// Corresponds to `IFLA_NUM_TX_QUEUES`.
  @inlinable public static var numTXQueues: AttributeType { AttributeType(31) }
  /// Corresponds to `IFLA_NUM_RX_QUEUES`.
  @inlinable public static var numRXQueues: AttributeType { AttributeType(32) }
  /// Corresponds to `IFLA_CARRIER`.
  @inlinable public static var carrier: AttributeType { AttributeType(33) }
  /// Corresponds to `IFLA_PHYS_PORT_ID`.
  @inlinable public static var physPortID: AttributeType { AttributeType(34) }
  /// Corresponds to `IFLA_CARRIER_CHANGES`.
  @inlinable public static var carrierChanges: AttributeType { AttributeType(35) }
  /// Corresponds to `IFLA_PHYS_SWITCH_ID`.
  @inlinable public static var physSwitchID: AttributeType { AttributeType(36) }
  /// Corresponds to `IFLA_LINK_NETNSID`.
  @inlinable public static var linkNetNSID: AttributeType { AttributeType(37) }
  /// Corresponds to `IFLA_PHYS_PORT_NAME`.
  @inlinable public static var physPortName: AttributeType { AttributeType(38) }
  /// Corresponds to `IFLA_PROTO_DOWN`.
  @inlinable public static var protoDown: AttributeType { AttributeType(39) }
  /// Corresponds to `IFLA_GSO_MAX_SEGS`.
  @inlinable public static var gsoMaxSegs: AttributeType { AttributeType(40) }
  /// Corresponds to `IFLA_GSO_MAX_SIZE`.
  @inlinable public static var gsoMaxSize: AttributeType { AttributeType(41) }
  /// Corresponds to `IFLA_XDP`.
  @inlinable public static var xdp: AttributeType { AttributeType(43) }
  /// Corresponds to `IFLA_EVENT`.
  @inlinable public static var event: AttributeType { AttributeType(44) }
  /// Corresponds to `IFLA_NEW_NETNSID`.
  @inlinable public static var newNetNSID: AttributeType { AttributeType(45) }
  /// Corresponds to `IFLA_TARGET_NETNSID`.
  @inlinable public static var targetNetNSID: AttributeType { AttributeType(46) }
  /// Corresponds to `IFLA_CARRIER_UP_COUNT`.
  @inlinable public static var carrierUpCount: AttributeType { AttributeType(47) }
  /// Corresponds to `IFLA_CARRIER_DOWN_COUNT`.
  @inlinable public static var carrierDownCount: AttributeType { AttributeType(48) }
  /// Corresponds to `IFLA_NEW_IFINDEX`.
  @inlinable public static var newIfindex: AttributeType { AttributeType(49) }
  /// Corresponds to `IFLA_MIN_MTU`.
  @inlinable public static var minMTU: AttributeType { AttributeType(50) }
  /// Corresponds to `IFLA_MAX_MTU`.
  @inlinable public static var maxMTU: AttributeType { AttributeType(51) }
  /// Corresponds to `IFLA_PROP_LIST`.
  @inlinable public static var propList: AttributeType { AttributeType(52) }
  /// Corresponds to `IFLA_ALT_IFNAME`.
  @inlinable public static var altIfname: AttributeType { AttributeType(53) }
  /// Corresponds to `IFLA_PERM_ADDRESS`.
  @inlinable public static var permAddress: AttributeType { AttributeType(54) }
  /// Corresponds to `IFLA_PROTO_DOWN_REASON`.
  @inlinable public static var protoDownReason: AttributeType { AttributeType(55) }
  /// Corresponds to `IFLA_PARENT_DEV_NAME`.
  @inlinable public static var parentDevName: AttributeType { AttributeType(56) }
  /// Corresponds to `IFLA_PARENT_DEV_BUS_NAME`.
  @inlinable public static var parentDevBusName: AttributeType { AttributeType(57) }
  /// Corresponds to `IFLA_GRO_MAX_SIZE`.
  @inlinable public static var groMaxSize: AttributeType { AttributeType(58) }
  /// Corresponds to `IFLA_TSO_MAX_SIZE`.
  @inlinable public static var tsoMaxSize: AttributeType { AttributeType(59) }
  /// Corresponds to `IFLA_TSO_MAX_SEGS`.
  @inlinable public static var tsoMaxSegs: AttributeType { AttributeType(60) }
  /// Corresponds to `IFLA_ALLMULTI`.
  @inlinable public static var allmulti: AttributeType { AttributeType(61) }
  /// Corresponds to `IFLA_DEVLINK_PORT`.
  @inlinable public static var devlinkPort: AttributeType { AttributeType(62) }
  /// Corresponds to `IFLA_GSO_IPV4_MAX_SIZE`.
  @inlinable public static var gsoIPv4MaxSize: AttributeType { AttributeType(63) }
  /// Corresponds to `IFLA_GRO_IPV4_MAX_SIZE`.
  @inlinable public static var groIPv4MaxSize: AttributeType { AttributeType(64) }
  /// Corresponds to `IFLA_DPLL_PIN`.
  @inlinable public static var dpllPin: AttributeType { AttributeType(65) }
  /// Corresponds to `IFLA_MAX_PACING_OFFLOAD_HORIZON`.
  @inlinable public static var maxPacingOffloadHorizon: AttributeType { AttributeType(66) }
  /// Corresponds to `IFLA_NETNS_IMMUTABLE`.
  @inlinable public static var netnsImmutable: AttributeType { AttributeType(67) }
  /// Corresponds to `IFLA_HEADROOM`.
  @inlinable public static var headroom: AttributeType { AttributeType(68) }
  /// Corresponds to `IFLA_TAILROOM`.
  @inlinable public static var tailroom: AttributeType { AttributeType(69) }

  /// What is inside ``linkinfo``. Corresponds to `IFLA_INFO_*`.
  public enum Info {
    /// Corresponds to `IFLA_INFO_KIND`.
    @inlinable public static var kind: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_INFO_DATA`.
    @inlinable public static var data: AttributeType { AttributeType(2) }
    /// Corresponds to `IFLA_INFO_XSTATS`.
    @inlinable public static var xstats: AttributeType { AttributeType(3) }
    /// Corresponds to `IFLA_INFO_SLAVE_KIND`.
    @inlinable public static var slaveKind: AttributeType { AttributeType(4) }
    /// Corresponds to `IFLA_INFO_SLAVE_DATA`.
    @inlinable public static var slaveData: AttributeType { AttributeType(5) }
  }

  /// What is inside the `AF_INET` part of ``afSpec``. Corresponds to `IFLA_INET_*`.
  public enum Inet {
    /// In a request a nest, whose attributes are ``Parameter``s; in an answer an array of all of them.
    /// Corresponds to `IFLA_INET_CONF`.
    @inlinable public static var conf: AttributeType { AttributeType(1) }

    /// A kernel parameter of IPv4 on a link. Corresponds to `IPV4_DEVCONF_*` in `linux/ip.h`.
    public enum Parameter {
      /// Corresponds to `IPV4_DEVCONF_ARP_NOTIFY`.
      @inlinable public static var arpNotify: AttributeType { AttributeType(22) }
    }
  }

  /// What is inside the `AF_INET6` part of ``afSpec``. Corresponds to `IFLA_INET6_*`.
  public enum Inet6 {
    /// Corresponds to `IFLA_INET6_FLAGS`.
    @inlinable public static var flags: AttributeType { AttributeType(1) }
    /// Corresponds to `IFLA_INET6_CONF`.
    @inlinable public static var conf: AttributeType { AttributeType(2) }
    /// Corresponds to `IFLA_INET6_STATS`.
    @inlinable public static var stats: AttributeType { AttributeType(3) }
    /// Corresponds to `IFLA_INET6_MCAST`.
    @inlinable public static var mcast: AttributeType { AttributeType(4) }
    /// Corresponds to `IFLA_INET6_CACHEINFO`.
    @inlinable public static var cacheinfo: AttributeType { AttributeType(5) }
    /// Corresponds to `IFLA_INET6_ICMP6STATS`.
    @inlinable public static var icmp6stats: AttributeType { AttributeType(6) }
    /// Corresponds to `IFLA_INET6_TOKEN`.
    @inlinable public static var token: AttributeType { AttributeType(7) }
    /// Corresponds to `IFLA_INET6_ADDR_GEN_MODE`.
    @inlinable public static var addrGenMode: AttributeType { AttributeType(8) }
    /// Corresponds to `IFLA_INET6_RA_MTU`.
    @inlinable public static var raMTU: AttributeType { AttributeType(9) }
  }
}
