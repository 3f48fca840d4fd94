// The kernel's user-space interface, as far as this project speaks it. Numbers that
// the installed headers may be too old to know (Debian 12 has 6.1) are defined at the end.
#pragma once

// First: linux/in6.h, which linux/if_bridge.h pulls in, then leaves these structures to the C
// library. Otherwise they would differ from those of Foundation's and Glibc's modules.
#include <netinet/in.h>
// Likewise, before linux/if.h.
#include <net/if.h>

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_bonding.h>
#include <linux/if_link.h>
#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <linux/net_namespace.h>
#include <linux/netlink.h>
#include <linux/nsfs.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sys/socket.h>

#ifndef PIDFD_GET_NET_NAMESPACE  // Linux 6.11, include/uapi/linux/pidfd.h
#define PIDFD_GET_NET_NAMESPACE 0xFF04  // _IO(0xFF, 4)
#endif
