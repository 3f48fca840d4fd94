// Runs a command, and makes the k-th system call of it fail.
//
//   FailCall REPORT K ERRNO COMMAND [ARGUMENT...]
//
// strace counts the calls of each thread by themselves, so that it cannot reach the first socket of a
// second thread without that of the first. Here the calls of all threads are counted together, from
// where main() begins: from the program's first look at descriptor 0 (F_GETFD). Calls that only the C
// library and the Swift runtime make, and that end the program when they fail, are not counted.
//
// K is a number; 0 lets all succeed; with a + behind it, later calls of the same sort fail too.
// REPORT gets a line for each call that was counted: its name, and "failed" where it was made to.
// Descriptors that are left open when the command ends are named there, and so are processes, which
// are killed.
#define _GNU_SOURCE
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

// Memory, locks between threads, signals, the ends of threads, random numbers for hashing, and what
// cannot fail.
static const long uncounted[] = {
    SYS_brk, SYS_mprotect, SYS_munmap, SYS_mremap, SYS_madvise, SYS_futex, SYS_rt_sigaction,
    SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_set_robust_list, SYS_exit,
    SYS_exit_group, SYS_getrandom, SYS_restart_syscall, SYS_sched_getaffinity, SYS_sched_yield,
    SYS_prlimit64, SYS_clock_gettime, SYS_gettid, SYS_getpid,
    SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
#ifdef SYS_rseq
    SYS_rseq,
#endif
};

static const struct {
  long number;
  const char *text;
} names[] = {
#define NAME(call) {SYS_##call, #call},
    NAME(bind) NAME(clone) NAME(clone3) NAME(close) NAME(connect) NAME(execve) NAME(faccessat)
    NAME(fcntl) NAME(flock) NAME(fstat) NAME(getdents64) NAME(getsockname) NAME(ioctl)
    NAME(linkat) NAME(lseek) NAME(memfd_create) NAME(mkdirat) NAME(mmap) NAME(mount)
    NAME(newfstatat) NAME(openat) NAME(pidfd_open) NAME(pidfd_send_signal) NAME(pipe2) NAME(ppoll)
    NAME(pread64) NAME(read) NAME(readlinkat) NAME(recvfrom) NAME(recvmsg) NAME(renameat)
    NAME(sendmsg) NAME(sendto) NAME(setns) NAME(setsockopt) NAME(signalfd4) NAME(socket)
    NAME(umount2) NAME(unlinkat) NAME(unshare) NAME(wait4) NAME(write)
#ifdef SYS_open
    NAME(access) NAME(dup2) NAME(lstat) NAME(mkdir) NAME(open) NAME(poll) NAME(readlink)
    NAME(rename) NAME(stat) NAME(unlink) NAME(vfork)
#endif
};

static const char *name(long number) {
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].number == number) return names[i].text;
  static char text[32];
  snprintf(text, sizeof text, "call-%ld", number);
  return text;
}

struct tracee {
  pid_t tid;
  int is_counted; // A thread of the command, or a child of it that has not become a program.
  int is_failing; // Its call is being skipped.
  int is_known;
};
static struct tracee tracees[512];

static struct tracee *find(pid_t tid) {
  struct tracee *free_place = 0;
  for (int i = 0; i < 512; i++) {
    if (tracees[i].tid == tid) return &tracees[i];
    if (!tracees[i].tid && !free_place) free_place = &tracees[i];
  }
  if (!free_place) exit(125);
  *free_place = (struct tracee){.tid = tid};
  return free_place;
}

static int is_uncounted(const struct __ptrace_syscall_info *info) {
  long number = (long)info->entry.nr;
  // Of memory only threads' stacks, which the program can do without.
  if (number == SYS_mmap) return !(info->entry.args[3] & MAP_STACK);
  for (unsigned i = 0; i < sizeof uncounted / sizeof *uncounted; i++)
    if (uncounted[i] == number) return 1;
  return 0;
}

static void registers(pid_t tid, int is_set, struct user_regs_struct *values) {
  struct iovec io = {values, sizeof *values};
  ptrace(is_set ? PTRACE_SETREGSET : PTRACE_GETREGSET, tid, NT_PRSTATUS, &io);
}

static void skip(pid_t tid) {
#if defined(__x86_64__)
  struct user_regs_struct r;
  registers(tid, 0, &r);
  r.orig_rax = -1;
  registers(tid, 1, &r);
#elif defined(__aarch64__)
  int none = -1;
  struct iovec io = {&none, sizeof none};
  ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &io);
#else
#error "say how this machine skips a system call"
#endif
}

static void answer(pid_t tid, long value) {
  struct user_regs_struct r;
  registers(tid, 0, &r);
#if defined(__x86_64__)
  r.rax = value;
#elif defined(__aarch64__)
  r.regs[0] = value;
#endif
  registers(tid, 1, &r);
}

// Notes which descriptors a process has open, or with a report names those that it had not.
static void look_at_descriptors(pid_t process, FILE *report) {
  static char had[1024];
  char path[64], target[256];
  snprintf(path, sizeof path, "/proc/%d/fd", process);
  DIR *directory = opendir(path);
  if (!directory) exit(125);
  struct dirent *entry;
  while ((entry = readdir(directory))) {
    int number = atoi(entry->d_name);
    if (entry->d_name[0] == '.' || number >= (int)sizeof had) continue;
    if (!report) had[number] = 1;
    if (had[number]) continue;
    ssize_t length = readlinkat(dirfd(directory), entry->d_name, target, sizeof target);
    fprintf(report, "left descriptor %d %.*s\n", number, length < 0 ? 0 : (int)length, target);
  }
  closedir(directory);
}

int main(int count, char **arguments) {
  if (count < 5) return 64;
  FILE *report = fopen(arguments[1], "we");
  char *rest = 0;
  long wanted = strtol(arguments[2], &rest, 10);
  int goes_on = *rest == '+';
  long error = strtol(arguments[3], 0, 10);
  if (!report) return 125;

  pid_t command = fork();
  if (command == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execvp(arguments[4], arguments + 4);
    _exit(127);
  }
  int status;
  if (command < 0 || waitpid(command, &status, __WALL) != command) return 125;
  ptrace(
      PTRACE_SETOPTIONS, command, 0,
      PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
          PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
  *find(command) = (struct tracee){.tid = command, .is_counted = 1, .is_known = 1};
  ptrace(PTRACE_SYSCALL, command, 0, 0);

  int has_begun = 0, result = 125;
  long calls = 0, failed_number = -1;
  while (1) {
    pid_t tid = waitpid(-1, &status, __WALL);
    if (tid < 0) break;
    if (!WIFSTOPPED(status)) {
      find(tid)->tid = 0;
      if (tid != command) continue;
      result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      // Nobody else may be left. Threads have ended with it.
      for (int i = 0; i < 512; i++) {
        if (!tracees[i].tid || tracees[i].is_counted) continue;
        fprintf(report, "left process %d\n", tracees[i].tid);
        kill(tracees[i].tid, SIGKILL);
      }
      break;
    }
    struct tracee *tracee = find(tid);
    int signal = WSTOPSIG(status), event = status >> 16;
    if (event == PTRACE_EVENT_CLONE || event == PTRACE_EVENT_FORK ||
        event == PTRACE_EVENT_VFORK) {
      unsigned long child = 0;
      ptrace(PTRACE_GETEVENTMSG, tid, 0, &child);
      find((pid_t)child)->is_counted = tracee->is_counted;
      signal = 0;
    } else if (event == PTRACE_EVENT_EXEC) {
      if (tid != command) tracee->is_counted = 0;
      signal = 0;
    } else if (signal == SIGSTOP && !tracee->is_known) {
      tracee->is_known = 1; // How a new one begins.
      signal = 0;
    } else if (signal == (SIGTRAP | 0x80)) {
      signal = 0;
      struct __ptrace_syscall_info info = {0};
      ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info);
      if (info.op == PTRACE_SYSCALL_INFO_ENTRY && tracee->is_counted) {
        long number = (long)info.entry.nr;
        if (!has_begun && number == SYS_fcntl && info.entry.args[0] == 0 &&
            info.entry.args[1] == F_GETFD) {
          has_begun = 1;
          look_at_descriptors(command, 0);
        }
        // Not that of a child.
        if (has_begun && number == SYS_exit_group && !syscall(SYS_tgkill, command, tid, 0))
          look_at_descriptors(command, report);
        if (has_begun && !is_uncounted(&info)) {
          calls++;
          int fails = calls == wanted || (goes_on && number == failed_number);
          if (fails) {
            failed_number = number;
            tracee->is_failing = 1;
            skip(tid);
          }
          fprintf(report, "%s%s\n", name(number), fails ? " failed" : "");
        }
      } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && tracee->is_failing) {
        tracee->is_failing = 0;
        answer(tid, -error);
      }
    }
    ptrace(PTRACE_SYSCALL, tid, 0, signal);
  }
  fclose(report);
  return result;
}
