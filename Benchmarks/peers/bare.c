// The limit: messages that were built beforehand, sent one by one, each answer awaited. What is left
// is the kernel. Usage:
//
//   bare pairs COUNT PREFIX NETNS     the pairs PREFIX0, PREFIX1, …, peers cPREFIX0, … in NETNS, each up
//                                     before the next is made
//   bare phases COUNT PREFIX NETNS    the same, the peers up when all pairs are made
//   bare attach HOST PEER NETNS       one pair with addresses and routes, as `cnet veth add` makes it
//
// NETNS is a path. Prints the nanoseconds that the sending took.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MESSAGE = 512 };

static void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "bare: %s: %s\n", what, strerror(errno));
  exit(1);
}

static struct mnl_socket *open_socket(void) {
  struct mnl_socket *socket = mnl_socket_open(NETLINK_ROUTE);
  require(socket && mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0, "open a socket");
  int on = 1;
  mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof on);
  return socket;
}

static void exchange(struct mnl_socket *socket, const void *message) {
  char answer[MESSAGE];
  require(mnl_socket_sendto(socket, message, ((struct nlmsghdr *)message)->nlmsg_len) > 0, "send");
  ssize_t length = mnl_socket_recvfrom(socket, answer, sizeof answer);
  require(length > 0, "receive");
  errno = -((struct nlmsgerr *)mnl_nlmsg_get_payload((void *)answer))->error;
  require(errno == 0, "answer");
}

static struct nlmsghdr *request(char *buffer, uint16_t type, uint16_t flags) {
  struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
  message->nlmsg_type = type;
  message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
  return message;
}

static void build_pair(char *buffer, const char *host, const char *peer_name, int netns) {
  struct nlmsghdr *m = request(buffer, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
  struct ifinfomsg *link = mnl_nlmsg_put_extra_header(m, sizeof *link);
  link->ifi_flags = link->ifi_change = IFF_UP;
  mnl_attr_put_strz(m, IFLA_IFNAME, host);
  struct nlattr *info = mnl_attr_nest_start(m, IFLA_LINKINFO);
  mnl_attr_put_str(m, IFLA_INFO_KIND, "veth");
  struct nlattr *data = mnl_attr_nest_start(m, IFLA_INFO_DATA);
  struct nlattr *peer = mnl_attr_nest_start(m, VETH_INFO_PEER);
  mnl_nlmsg_put_extra_header(m, sizeof(struct ifinfomsg));
  mnl_attr_put_strz(m, IFLA_IFNAME, peer_name);
  mnl_attr_put_u32(m, IFLA_NET_NS_FD, netns);
  mnl_attr_nest_end(m, peer);
  mnl_attr_nest_end(m, data);
  mnl_attr_nest_end(m, info);
}

static void build_up(char *buffer, const char *name) {
  struct nlmsghdr *m = request(buffer, RTM_NEWLINK, 0);
  struct ifinfomsg *link = mnl_nlmsg_put_extra_header(m, sizeof *link);
  link->ifi_flags = link->ifi_change = IFF_UP;
  mnl_attr_put_strz(m, IFLA_IFNAME, name);
}

static void build_address(char *buffer, int index, uint32_t address) {
  struct nlmsghdr *m = request(buffer, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
  struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(m, sizeof *header);
  *header = (struct ifaddrmsg){.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = index};
  mnl_attr_put_u32(m, IFA_LOCAL, htonl(address));
  mnl_attr_put_u32(m, IFA_ADDRESS, htonl(address));
  mnl_attr_put_u32(m, IFA_BROADCAST, htonl(address | 0xFF));
}

static void build_default_route(char *buffer, uint32_t gateway) {
  struct nlmsghdr *m = request(buffer, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
  struct rtmsg *route = mnl_nlmsg_put_extra_header(m, sizeof *route);
  *route = (struct rtmsg){.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN,
                          .rtm_protocol = RTPROT_BOOT, .rtm_type = RTN_UNICAST};
  mnl_attr_put_u32(m, RTA_GATEWAY, htonl(gateway));
}

static int index_of(struct mnl_socket *socket, const char *name) {
  char buffer[16384];
  struct nlmsghdr *m = request(buffer, RTM_GETLINK, 0);
  m->nlmsg_flags = NLM_F_REQUEST;
  mnl_nlmsg_put_extra_header(m, sizeof(struct ifinfomsg));
  mnl_attr_put_strz(m, IFLA_IFNAME, name);
  require(mnl_socket_sendto(socket, m, m->nlmsg_len) > 0, "send");
  require(mnl_socket_recvfrom(socket, buffer, sizeof buffer) > 0, "receive");
  return ((struct ifinfomsg *)mnl_nlmsg_get_payload((void *)buffer))->ifi_index;
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 5) return 64;
  int attach = strcmp(argv[1], "attach") == 0;
  int netns = open(argv[4], O_RDONLY | O_CLOEXEC);
  require(netns >= 0, argv[4]);
  struct mnl_socket *here = open_socket();
  int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  require(setns(netns, CLONE_NEWNET) == 0, "enter the namespace");
  struct mnl_socket *there = open_socket();
  require(setns(home, CLONE_NEWNET) == 0, "come back");

  long long start, end;
  if (attach) {
    char pair[MESSAGE], up[MESSAGE], message[MESSAGE];
    build_pair(pair, argv[2], argv[3], netns);
    build_up(up, argv[3]);
    start = now();
    exchange(here, pair);
    exchange(there, up);
    build_address(message, index_of(there, argv[3]), 0x0A000002);
    exchange(there, message);
    build_address(message, index_of(here, argv[2]), 0x0A000001);
    exchange(here, message);
    build_default_route(message, 0x0A000001);
    exchange(there, message);
    end = now();
  } else {
    int count = atoi(argv[2]);
    char *messages = malloc((size_t)count * 2 * MESSAGE + 1);
    require(messages != NULL, "memory");
    for (int i = 0; i < count; i++) {
      char host[16], peer[16];
      snprintf(host, sizeof host, "%s%d", argv[3], i);
      snprintf(peer, sizeof peer, "c%s%d", argv[3], i);
      build_pair(messages + (size_t)i * 2 * MESSAGE, host, peer, netns);
      build_up(messages + (size_t)i * 2 * MESSAGE + MESSAGE, peer);
    }
    start = now();
    int phases = strcmp(argv[1], "phases") == 0;
    for (int i = 0; i < count; i++) {
      exchange(here, messages + (size_t)i * 2 * MESSAGE);
      if (!phases) exchange(there, messages + (size_t)i * 2 * MESSAGE + MESSAGE);
    }
    for (int i = 0; phases && i < count; i++)
      exchange(there, messages + (size_t)i * 2 * MESSAGE + MESSAGE);
    end = now();
    free(messages);
  }
  printf("%lld\n", end - start);
  mnl_socket_close(here);
  mnl_socket_close(there);
  return 0;
}
