/// The names of `ARPHRD_*` (`linux/if_arp.h`) as `ip` writes them.
enum HardwareType {
  static func name(_ type: UInt16) -> StaticString? {
    switch type {
    case 0: "netrom"
    case 1: "ether"
    case 2: "eether"
    case 3: "ax25"
    case 4: "pronet"
    case 5: "chaos"
    case 6: "ieee802"
    case 7: "arcnet"
    case 8: "atalk"
    case 15: "dlci"
    case 19: "atm"
    case 23: "metricom"
    case 24: "ieee1394"
    case 32: "infiniband"
    case 256: "slip"
    case 257: "cslip"
    case 258: "slip6"
    case 259: "cslip6"
    case 260: "rsrvd"
    case 264: "adapt"
    case 270: "rose"
    case 271: "x25"
    case 272: "hwx25"
    case 280: "can"
    case 512: "ppp"
    case 513: "hdlc"
    case 516: "lapb"
    case 517: "ddcmp"
    case 518: "rawhdlc"
    case 768: "ipip"
    case 769: "tunnel6"
    case 770: "frad"
    case 771: "skip"
    case 772: "loopback"
    case 773: "ltalk"
    case 774: "fddi"
    case 775: "bif"
    case 776: "sit"
    case 777: "ip/ddp"
    case 778: "gre"
    case 779: "pimreg"
    case 780: "hippi"
    case 781: "ash"
    case 782: "econet"
    case 783: "irda"
    case 784: "fcpp"
    case 785: "fcal"
    case 786: "fcpl"
    case 787: "fcfb0"
    case 800: "tr"
    case 801: "ieee802.11"
    case 802: "ieee802.11/prism"
    case 803: "ieee802.11/radiotap"
    case 804: "ieee802.15.4"
    case 805: "ieee802.15.4/monitor"
    case 820: "phonet"
    case 821: "phonet_pipe"
    case 822: "caif"
    case 823: "gre6"
    case 824: "netlink"
    case 825: "6lowpan"
    case 0xFFFE: "none"
    case 0xFFFF: "void"
    default: nil
    }
  }

  static let loopback: UInt16 = 772
  /// Addresses of these are IPv4's or IPv6's.
  static func isIPv4Tunnel(_ type: UInt16) -> Bool { type == 768 || type == 776 || type == 778 }
  static func isIPv6Tunnel(_ type: UInt16) -> Bool { type == 769 || type == 823 }
  /// Addresses of these (NET/ROM, AX.25, ROSE) are written as call signs.
  static func isAmateurRadio(_ type: UInt16) -> Bool { type == 0 || type == 3 || type == 270 }
}
