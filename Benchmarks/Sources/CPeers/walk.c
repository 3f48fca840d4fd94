#include "peers.h"

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <time.h>

// As in libmnl's examples: one slot an attribute type, and the types that are read validated.
static int link_attribute(const struct nlattr *attribute, void *slots) {
  const struct nlattr **table = slots;
  int type = mnl_attr_get_type(attribute);
  if (mnl_attr_type_valid(attribute, IFLA_MAX) < 0) return MNL_CB_OK;
  switch (type) {
    case IFLA_MTU:
    case IFLA_LINK:
      if (mnl_attr_validate(attribute, MNL_TYPE_U32) < 0) return MNL_CB_ERROR;
      break;
    case IFLA_IFNAME:
      if (mnl_attr_validate(attribute, MNL_TYPE_STRING) < 0) return MNL_CB_ERROR;
      break;
  }
  table[type] = attribute;
  return MNL_CB_OK;
}

static int info_attribute(const struct nlattr *attribute, void *slots) {
  const struct nlattr **table = slots;
  int type = mnl_attr_get_type(attribute);
  if (mnl_attr_type_valid(attribute, IFLA_INFO_MAX) < 0) return MNL_CB_OK;
  if (type == IFLA_INFO_KIND && mnl_attr_validate(attribute, MNL_TYPE_STRING) < 0)
    return MNL_CB_ERROR;
  table[type] = attribute;
  return MNL_CB_OK;
}

uint64_t mnl_walk_links(const void *dump, size_t length) {
  uint64_t sum = 0;
  int left = (int)length;
  for (const struct nlmsghdr *m = dump; mnl_nlmsg_ok(m, left); m = mnl_nlmsg_next(m, &left)) {
    if (m->nlmsg_type != RTM_NEWLINK) continue;
    const struct ifinfomsg *header = mnl_nlmsg_get_payload(m);
    struct nlattr *link[IFLA_MAX + 1] = {0};
    if (mnl_attr_parse(m, sizeof *header, link_attribute, link) < 0) return 0;
    sum += header->ifi_index;
    if (link[IFLA_IFNAME]) {
      const char *name = mnl_attr_get_str(link[IFLA_IFNAME]);
      sum += strlen(name) + (uint8_t)name[0];
    }
    if (link[IFLA_MTU]) sum += mnl_attr_get_u32(link[IFLA_MTU]);
    if (link[IFLA_LINK]) sum += mnl_attr_get_u32(link[IFLA_LINK]);
    if (link[IFLA_LINKINFO]) {
      struct nlattr *info[IFLA_INFO_MAX + 1] = {0};
      if (mnl_attr_parse_nested(link[IFLA_LINKINFO], info_attribute, info) < 0) return 0;
      if (info[IFLA_INFO_KIND]) {
        const char *kind = mnl_attr_get_str(info[IFLA_INFO_KIND]);
        sum += strlen(kind) + (uint8_t)kind[0];
      }
    }
  }
  return sum;
}

size_t capture_links(void *buffer, size_t capacity) {
  struct mnl_socket *socket = mnl_socket_open(NETLINK_ROUTE);
  if (!socket) return 0;
  size_t used = 0;
  char request[64];
  struct nlmsghdr *m = mnl_nlmsg_put_header(request);
  m->nlmsg_type = RTM_GETLINK;
  m->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  mnl_nlmsg_put_extra_header(m, sizeof(struct ifinfomsg));
  if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0
      && mnl_socket_sendto(socket, m, m->nlmsg_len) > 0) {
    for (;;) {
      ssize_t got = mnl_socket_recvfrom(socket, (char *)buffer + used, capacity - used);
      if (got <= 0) { used = 0; break; }
      const struct nlmsghdr *first = (const void *)((char *)buffer + used);
      if (first->nlmsg_type == NLMSG_DONE) break;
      used += got;
    }
  }
  mnl_socket_close(socket);
  return used;
}
