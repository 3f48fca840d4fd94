#include "peers.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>

static struct nlmsghdr *request(void *buffer, uint16_t type) {
  struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
  message->nlmsg_type = type;
  message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
  return message;
}

size_t mnl_build_veth(void *buffer, int netns) {
  struct nlmsghdr *m = request(buffer, RTM_NEWLINK);
  struct ifinfomsg *link = mnl_nlmsg_put_extra_header(m, sizeof *link);
  link->ifi_flags = IFF_UP;
  link->ifi_change = IFF_UP;
  mnl_attr_put_strz(m, IFLA_IFNAME, "web0");
  struct nlattr *info = mnl_attr_nest_start(m, IFLA_LINKINFO);
  mnl_attr_put_str(m, IFLA_INFO_KIND, "veth");
  struct nlattr *data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
  struct nlattr *peer = mnl_attr_nest_start(m, VETH_INFO_PEER);
  mnl_nlmsg_put_extra_header(m, sizeof(struct ifinfomsg));
  mnl_attr_put_strz(m, IFLA_IFNAME, "eth0");
  mnl_attr_put_u32(m, IFLA_NET_NS_FD, netns);
  mnl_attr_nest_end(m, peer);
  mnl_attr_nest_end(m, data);
  mnl_attr_nest_end(m, info);
  return m->nlmsg_len;
}

size_t mnl_build_macvlan(void *buffer, uint32_t parent) {
  static const uint8_t own[6] = {2, 0, 0, 0, 0, 1};
  static const uint8_t sources[2][6] = {{2, 0, 0, 0, 1, 1}, {2, 0, 0, 0, 1, 2}};
  struct nlmsghdr *m = request(buffer, RTM_NEWLINK);
  struct ifinfomsg *link = mnl_nlmsg_put_extra_header(m, sizeof *link);
  link->ifi_flags = IFF_UP;
  link->ifi_change = IFF_UP;
  mnl_attr_put_strz(m, IFLA_IFNAME, "mac0");
  mnl_attr_put(m, IFLA_ADDRESS, sizeof own, own);
  mnl_attr_put_u32(m, IFLA_MTU, 1400);
  mnl_attr_put_u32(m, IFLA_LINK, parent);
  struct nlattr *info = mnl_attr_nest_start(m, IFLA_LINKINFO);
  mnl_attr_put_str(m, IFLA_INFO_KIND, "macvlan");
  struct nlattr *data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
  mnl_attr_put_u32(m, IFLA_MACVLAN_MODE, MACVLAN_MODE_SOURCE);
  mnl_attr_put_u32(m, IFLA_MACVLAN_MACADDR_MODE, MACVLAN_MACADDR_SET);
  struct nlattr *list = mnl_attr_nest_start(m, IFLA_MACVLAN_MACADDR_DATA);
  for (int i = 0; i < 2; i++)
    mnl_attr_put(m, IFLA_MACVLAN_MACADDR, sizeof sources[i], sources[i]);
  mnl_attr_nest_end(m, list);
  mnl_attr_nest_end(m, data);
  mnl_attr_nest_end(m, info);
  return m->nlmsg_len;
}

size_t mnl_build_address(void *buffer, int32_t index) {
  struct nlmsghdr *m = request(buffer, RTM_NEWADDR);
  struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(m, sizeof *header);
  header->ifa_family = AF_INET;
  header->ifa_prefixlen = 24;
  header->ifa_index = index;
  uint32_t address = htonl(0x0A000002);
  mnl_attr_put_u32(m, IFA_LOCAL, address);
  mnl_attr_put_u32(m, IFA_ADDRESS, address);
  mnl_attr_put_u32(m, IFA_BROADCAST, htonl(0x0A0000FF));
  return m->nlmsg_len;
}

size_t mnl_build_route(void *buffer, int32_t index) {
  struct nlmsghdr *m = request(buffer, RTM_NEWROUTE);
  struct rtmsg *route = mnl_nlmsg_put_extra_header(m, sizeof *route);
  route->rtm_family = AF_INET;
  route->rtm_dst_len = 16;
  route->rtm_table = RT_TABLE_MAIN;
  route->rtm_protocol = RTPROT_BOOT;
  route->rtm_scope = RT_SCOPE_UNIVERSE;
  route->rtm_type = RTN_UNICAST;
  mnl_attr_put_u32(m, RTA_DST, htonl(0x0A010000));
  mnl_attr_put_u32(m, RTA_GATEWAY, htonl(0x0A000001));
  mnl_attr_put_u32(m, RTA_OIF, index);
  mnl_attr_put_u32(m, RTA_PRIORITY, 100);
  return m->nlmsg_len;
}
