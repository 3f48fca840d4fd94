// System calls and macros that Swift cannot import: variadic, hidden behind
// _GNU_SOURCE, or without a wrapper in the C library.
#pragma once

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <malloc.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sys/socket.h>
#include <time.h>

#define LINUX_CLONE_NEWNS 0x00020000
#define LINUX_CLONE_NEWUTS 0x04000000
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

// makedev(3) is a macro.
static inline uint64_t linux_device(unsigned major, unsigned minor) {
  return makedev(major, minor);
}

// ioctl_ns(2): the type of the namespace that fd refers to (CLONE_NEWNET, …).
static inline int linux_ns_type(int fd) { return ioctl(fd, 0xb703 /* NS_GET_NSTYPE */, 0); }

static inline int linux_open(const char *path, int flags, unsigned mode) {
  return open(path, flags | O_CLOEXEC, mode);
}

// Receives one datagram from a netlink socket and reports who sent it: libmnl's
// mnl_socket_recvfrom keeps the sender's address to itself. `nsid` becomes the ID of the namespace
// that a notification comes from, or -1 for the socket's own (NETLINK_LISTEN_ALL_NSID).
static inline ssize_t linux_netlink_receive(
    int fd, void *buffer, size_t size, int flags, uint32_t *sender, uint32_t *group, int *out_flags,
    int *nsid) {
  struct sockaddr_nl from = {0};
  struct iovec io = {.iov_base = buffer, .iov_len = size};
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct nl_pktinfo))];
  } control;
  struct msghdr m = {
      .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &io, .msg_iovlen = 1,
      .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t n = recvmsg(fd, &m, flags);
  *sender = from.nl_pid;
  *group = from.nl_groups;
  *out_flags = m.msg_flags;
  *nsid = -1;
  if (n < 0) return n;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
    if (c->cmsg_level == 270 /* SOL_NETLINK */ && c->cmsg_type == 8 /* NETLINK_LISTEN_ALL_NSID */)
      memcpy(nsid, CMSG_DATA(c), sizeof *nsid);
  }
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
static inline int linux_flock_try(int fd) { return flock(fd, LOCK_EX | LOCK_NB); }

// SIG_IGN is a macro with a cast.
static inline void linux_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

// Gives the standard descriptors that are closed to /dev/null, opened so that using them fails as
// before: what is opened next would otherwise get their numbers, and be written to.
static inline void linux_occupy_standard_descriptors(void) {
  for (int fd = 0; fd < 3; fd++) {
    if (fcntl(fd, F_GETFD) < 0) (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
  }
}

// Whether the thread does not have a capability in its own user namespace. See capget(2).
static inline int linux_lacks_capability(int number) {
  struct {
    uint32_t version;
    int pid;
  } header = {0x20080522 /* _LINUX_CAPABILITY_VERSION_3 */, 0};
  struct {
    uint32_t effective, permitted, inheritable;
  } sets[2] = {{0}};
  if (syscall(SYS_capget, &header, sets) != 0) return 1;
  return !(sets[number / 32].effective >> (number % 32) & 1);
}

// Whether a refusal (EPERM) may be for want of a capability: the thread does not have it, or has it
// only in a user namespace, to which what is asked for need not belong. See user_namespaces(7).
static inline int linux_may_lack_capability(int number) {
  if (linux_lacks_capability(number)) return 1;
  struct stat status;
  return stat("/proc/self/ns/user", &status) != 0 ||
      status.st_ino != 0xEFFFFFFD /* PROC_USER_INIT_INO */;
}

// readdir(3). At the end errno is 0; a failure leaves it what it is. Interrupted, it goes on.
static inline struct dirent *linux_next_entry(DIR *directory) {
  struct dirent *entry;
  do {
    errno = 0;
    entry = readdir(directory);
  } while (!entry && errno == EINTR);
  return entry;
}

// One heap for all threads, where they work one at a time: one of its own costs each that is started to
// enter a namespace four system calls. See mallopt(3).
static inline void linux_share_heap(void) {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 1);
#endif
}

// environ(7), which Swift takes for shared mutable state.
static inline char **linux_environment(void) {
  extern char **environ;
  return environ;
}

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

// Hidden behind _GNU_SOURCE.
static inline int linux_O_TMPFILE(void) { return 020000000 | O_DIRECTORY; }

// Gives a file that was opened with O_TMPFILE its name; EEXIST when that is taken.
static inline int linux_name_file(int fd, const char *path) {
  char source[32];
  snprintf(source, sizeof source, "/proc/self/fd/%d", fd);
  return linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

static inline int linux_memory_file(const char *name) {
  return (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */);
}

// Runs a program with one argument or (NULL) none, with our environment, `input` as its standard
// input and a new pipe as its standard output; the pipe's other end is left in `output`. A name
// without a slash is looked for along PATH. Its pid, or -1 and errno.
static inline int linux_spawn(
    const char *path, const char *argument, int input, int *output) {
  extern char **environ;
  int ends[2];
  if (syscall(SYS_pipe2, ends, O_CLOEXEC) != 0) return -1;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  // It gets SIGPIPE as usual, whatever we do with it.
  posix_spawnattr_t attributes;
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  // Those that are held back while work is half done end the program at once.
  sigset_t blocked;
  pthread_sigmask(SIG_SETMASK, 0, &blocked);
  sigdelset(&blocked, SIGINT);
  sigdelset(&blocked, SIGTERM);
  sigdelset(&blocked, SIGHUP);
  posix_spawnattr_setsigmask(&attributes, &blocked);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  char *const arguments[] = {(char *)path, (char *)argument, 0};
  pid_t pid = -1;
  int error = posix_spawnp(&pid, path, &actions, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    errno = error;
    return -1;
  }
  *output = ends[0];
  return pid;
}

// The exit status of a child; 128 and the signal's number when it was killed.
static inline int linux_wait(int pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return 127;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Nanoseconds that only grow. CLOCK_MONOTONIC is a macro.
static inline int64_t linux_monotonic_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Seconds since boot, those asleep included. CLOCK_BOOTTIME is a macro.
static inline int64_t linux_boot_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

// Microseconds since 1970.
static inline int64_t linux_wall_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// A time in the words of strftime(3), here or in UTC.
static inline size_t linux_format_time(
    int64_t seconds, int isUTC, const char *format, char *text, size_t size) {
  time_t time = seconds;
  struct tm parts;
  if (isUTC) gmtime_r(&time, &parts); else localtime_r(&time, &parts);
  return strftime(text, size, format, &parts);
}

// A raw socket for ICMP or ICMPv6 that hears only from one address.
static inline int linux_echo_socket(int family, const void *address) {
  int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC, family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  if (fd < 0) return -1;
  struct sockaddr_in v4 = {.sin_family = AF_INET};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
  int result;
  if (family == AF_INET) {
    memcpy(&v4.sin_addr, address, 4);
    result = connect(fd, (struct sockaddr *)&v4, sizeof v4);
  } else {
    memcpy(&v6.sin6_addr, address, 16);
    result = connect(fd, (struct sockaddr *)&v6, sizeof v6);
  }
  if (result == 0) return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

// How many programs a netkit pair's primary end holds for itself, or for its peer; -1 where that may not be
// asked. The headers may be older than BPF_NETKIT_PRIMARY and BPF_NETKIT_PEER (6.7).
static inline int linux_netkit_programs(int index, int isPeer) {
  union bpf_attr query = {0};
  query.query.target_fd = (uint32_t)index;
  query.query.attach_type = isPeer ? 55 : 54;
  if (syscall(SYS_bpf, BPF_PROG_QUERY, &query, sizeof query) < 0) return -1;
  return (int)query.query.prog_cnt;
}

// Through an open /dev/net/tun, whose requests are macros with a cast.
static inline int linux_tun_create(int fd, const char *name, int flags) {
  struct ifreq request = {0};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  request.ifr_flags = (short)flags;
  return ioctl(fd, TUNSETIFF, &request);
}

static inline int linux_tun_set_owner(int fd, uint32_t user) {
  return ioctl(fd, TUNSETOWNER, (unsigned long)user);
}

static inline int linux_tun_set_group(int fd, uint32_t group) {
  return ioctl(fd, TUNSETGROUP, (unsigned long)group);
}

static inline int linux_tun_persist(int fd) { return ioctl(fd, TUNSETPERSIST, 1ul); }
