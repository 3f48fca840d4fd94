// System calls and macros that Swift cannot import: variadic, hidden behind
// _GNU_SOURCE, or without a wrapper in the C library.
#pragma once

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#ifndef CLONE_NEWNS
#define CLONE_NEWNS 0x00020000
#endif
#define LINUX_CLONE_NEWNS 0x00020000
#define LINUX_CLONE_NEWUSER 0x10000000
#define LINUX_CLONE_NEWNET 0x40000000

static inline int linux_errno(void) { return errno; }

static inline int linux_setns(int fd, int type) { return (int)syscall(SYS_setns, fd, type); }

static inline int linux_unshare(int flags) { return (int)syscall(SYS_unshare, flags); }

static inline int linux_pidfd_open(int pid) {
#ifdef SYS_pidfd_open
  return (int)syscall(SYS_pidfd_open, pid, 0);
#else
  errno = ENOSYS;
  return -1;
#endif
}

static inline int linux_pidfd_get_netns(int pidfd) {
  return ioctl(pidfd, 0xFF04 /* PIDFD_GET_NET_NAMESPACE */, 0);
}

// ioctl_ns(2): the type of the namespace that fd refers to (CLONE_NEWNET, …).
static inline int linux_ns_type(int fd) { return ioctl(fd, 0xb703 /* NS_GET_NSTYPE */, 0); }

static inline int linux_open(const char *path, int flags, unsigned mode) {
  return open(path, flags | O_CLOEXEC, mode);
}

// Receives one datagram from a netlink socket and reports who sent it: libmnl's
// mnl_socket_recvfrom keeps the sender's address to itself.
static inline ssize_t linux_netlink_receive(
    int fd, void *buffer, size_t size, int flags, uint32_t *sender, uint32_t *group, int *out_flags) {
  struct sockaddr_nl from = {0};
  struct iovec io = {.iov_base = buffer, .iov_len = size};
  struct msghdr m = {
      .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &io, .msg_iovlen = 1};
  ssize_t n = recvmsg(fd, &m, flags);
  *sender = from.nl_pid;
  *group = from.nl_groups;
  *out_flags = m.msg_flags;
  return n;
}

// strerrorname_np(3) where glibc has it (2.32): "EBUSY".
static inline const char *linux_errno_name(int number) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
  extern const char *strerrorname_np(int);
  return strerrorname_np(number);
#else
  (void)number;
  return 0;
#endif
}

// strerror_r(3): the GNU and the POSIX variant differ in what they return.
static inline const char *linux_errno_text(int number, char *buffer, size_t size) {
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
  return strerror_r(number, buffer, size);
#else
  extern int __xpg_strerror_r(int, char *, size_t);
  __xpg_strerror_r(number, buffer, size);
  return buffer;
#endif
}

static inline int linux_duplicate(int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, 3); }

// Whether the process of a pidfd is there: signal 0 is checked, not sent.
static inline int linux_pidfd_alive(int pidfd) {
#ifdef SYS_pidfd_send_signal
  return (int)syscall(SYS_pidfd_send_signal, pidfd, 0, 0, 0);
#else
  errno = ENOSYS;
  return -1;
#endif
}

static inline int linux_flock_exclusive(int fd) { return flock(fd, LOCK_EX); }

// SIG_IGN is a macro with a cast.
static inline void linux_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

static inline int linux_thread_id(void) { return (int)syscall(SYS_gettid); }

static inline ssize_t linux_send_frame(int fd, const void *frame, size_t size, int index) {
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = index, .sll_halen = 6};
  if (size < 14) return -1;
  memcpy(to.sll_addr, frame, 6);
  return sendto(fd, frame, size, 0, (struct sockaddr *)&to, sizeof to);
}

// execvp(3) with the environment as it is. Returns only when it fails.
static inline int linux_execute(char *const arguments[]) {
  execvp(arguments[0], arguments);
  return -1;
}

static inline int linux_pipe(int *ends) {
  // pipe2(2) is behind _GNU_SOURCE.
  return (int)syscall(SYS_pipe2, ends, O_CLOEXEC);
}
