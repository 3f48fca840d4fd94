// Times whole commands: stopwatch ROUNDS -- COMMAND… [-- COMMAND…]…
//
// Runs the commands in turn, ROUNDS times, beginning each round with another one, and prints a line a
// run: number of the command, nanoseconds from before its start until it was reaped, user and system
// microseconds, peak resident KiB, page faults, exit status. The commands' standard output goes to /dev/null.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000ll + time.tv_usec; }

int main(int argc, char **argv) {
  char **commands[16];
  int count = 0;
  for (int i = 2; i < argc && count < 16; i++) {
    if (strcmp(argv[i], "--") != 0) continue;
    argv[i] = NULL;
    commands[count++] = &argv[i + 1];
  }
  int rounds = argc > 1 ? atoi(argv[1]) : 0;
  if (!count || rounds < 1) {
    fputs("usage: stopwatch ROUNDS -- COMMAND... [-- COMMAND...]...\n", stderr);
    return 64;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  for (int round = 0; round < rounds; round++) {
    for (int turn = 0; turn < count; turn++) {
      int number = (round + turn) % count;
      pid_t child;
      int status;
      struct rusage usage;
      long long start = now();
      int error = posix_spawnp(&child, commands[number][0], &actions, NULL, commands[number], environ);
      if (error) {
        fprintf(stderr, "stopwatch: %s: %s\n", commands[number][0], strerror(error));
        return 1;
      }
      if (wait4(child, &status, 0, &usage) != child) return 1;
      printf("%d %lld %lld %lld %ld %ld %d\n", number, now() - start, microseconds(usage.ru_utime),
             microseconds(usage.ru_stime), usage.ru_maxrss, usage.ru_minflt,
             WIFEXITED(status) ? WEXITSTATUS(status) : 255);
    }
  }
  return 0;
}
