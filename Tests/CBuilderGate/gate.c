#include "gate.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>

static _Alignas(16) uint8_t buffer[4096];

void mnl_clear(void) { memset(buffer, 0, sizeof buffer); }

uint8_t mnl_built_byte(size_t index) { return buffer[index]; }

static struct nlmsghdr *request(void) {
  struct nlmsghdr *m = mnl_nlmsg_put_header(buffer);
  m->nlmsg_type = RTM_NEWLINK;
  m->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
  struct ifinfomsg *link = mnl_nlmsg_put_extra_header(m, sizeof *link);
  link->ifi_flags = IFF_UP;
  link->ifi_change = IFF_UP;
  return m;
}

size_t mnl_build_veth(int netns) {
  struct nlmsghdr *m = request();
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

size_t mnl_build_full_veth(int netns) {
  static const uint8_t host[6] = {2, 0, 0, 0, 0, 1}, container[6] = {2, 0, 0, 0, 0, 2};
  struct nlmsghdr *m = request();
  mnl_attr_put_strz(m, IFLA_IFNAME, "web0");
  mnl_attr_put(m, IFLA_ADDRESS, sizeof host, host);
  mnl_attr_put_u32(m, IFLA_MTU, 1400);
  mnl_attr_put_u32(m, IFLA_NUM_TX_QUEUES, 1);
  mnl_attr_put_u32(m, IFLA_NUM_RX_QUEUES, 1);
  struct nlattr *info = mnl_attr_nest_start(m, IFLA_LINKINFO);
  mnl_attr_put_str(m, IFLA_INFO_KIND, "veth");
  struct nlattr *data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
  struct nlattr *peer = mnl_attr_nest_start(m, VETH_INFO_PEER);
  mnl_nlmsg_put_extra_header(m, sizeof(struct ifinfomsg));
  mnl_attr_put_strz(m, IFLA_IFNAME, "eth0");
  mnl_attr_put(m, IFLA_ADDRESS, sizeof container, container);
  mnl_attr_put_u32(m, IFLA_MTU, 1400);
  mnl_attr_put_u32(m, IFLA_NET_NS_FD, netns);
  mnl_attr_put_u32(m, IFLA_NUM_TX_QUEUES, 1);
  mnl_attr_put_u32(m, IFLA_NUM_RX_QUEUES, 1);
  mnl_attr_nest_end(m, peer);
  mnl_attr_nest_end(m, data);
  mnl_attr_nest_end(m, info);
  return m->nlmsg_len;
}

// The allocator of this program: the C library's, with a counter in front. One thread uses it.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static volatile uint64_t count;

uint64_t allocation_count(void) { return count; }

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count++;
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count++;
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  *result = memalign(alignment, size);
  return *result ? 0 : ENOMEM;
}
