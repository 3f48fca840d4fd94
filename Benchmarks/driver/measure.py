"""Timing whole commands in turn, and counting what they cost."""

import os
import re
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(HERE, ".build", "release")
CNET = os.path.join(BUILD, "cnet")
STOPWATCH = os.path.join(BUILD, "stopwatch")


@dataclass
class Side:
    """One way of doing a row's work, and the samples of it in seconds, one a round."""

    name: str
    seconds: list = field(default_factory=list)
    # Per operation; None where it was not counted.
    syscalls: float | None = None
    bytes_sent: float | None = None
    allocations: float | None = None
    peak_kib: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    # cnet's time in parts of this side's, where it was taken elsewhere pair by pair.
    paired: list | None = None
    # Why it was not run.
    missing: str | None = None

    @property
    def median(self):
        return statistics.median(self.seconds)

    def quartiles(self):
        if len(self.seconds) < 2:
            return self.median, self.median
        first, _, third = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return first, third


def ratio(side, other):
    """The median of what the rounds say one by one, since the two are measured in pairs."""
    return statistics.median(
        other.paired or [a / b for a, b in zip(side.seconds, other.seconds)])


def run(*command, **options):
    """Runs a command that must succeed and returns what it printed."""
    return subprocess.run(
        [str(part) for part in command], check=True, text=True,
        stdout=subprocess.PIPE, **options).stdout


def stopwatch(rounds, sides, commands, prefix=(), **options):
    """Times commands in turn, fork and exec included, and adds the samples to the sides.

    The prefix is a command that runs the stopwatch itself, such as one that enters a namespace; the
    commands inherit what the options say of it: standard input, environment.
    """
    arguments = []
    for command in commands:
        arguments += ["--"] + [str(part) for part in command]
    for line in run(*prefix, STOPWATCH, rounds, *arguments, **options).splitlines():
        number, nanoseconds, _, _, peak, faults, status = map(int, line.split())
        if status != 0:
            raise RuntimeError(f"{commands[number]} ended with {status}")
        sides[number].seconds.append(nanoseconds / 1e9)
        sides[number].peak_kib.append(peak)
        sides[number].faults.append(faults)


def in_turn(rounds, sides, functions):
    """Calls functions that return their seconds, each round beginning with another one."""
    for number in range(rounds):
        for turn in range(len(sides)):
            index = (number + turn) % len(sides)
            sides[index].seconds.append(functions[index]())


def available(sides, commands):
    """The sides that are there, and their commands or functions."""
    present = [index for index, side in enumerate(sides) if not side.missing]
    return [sides[index] for index in present], [commands[index] for index in present]


def instructions(*command):
    """Instructions of one run, as valgrind counts them: the same number every time."""
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", result.stderr).group(1))


@dataclass
class Costs:
    syscalls: int
    bytes_sent: int
    allocations: int | None


def traced(*command, **options):
    """System calls and bytes sent of one run."""
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace")
        run("strace", "-f", "-qqq", "-e", "signal=none", "-o", trace, *command, **options)
        with open(trace) as file:
            lines = [line for line in file if "resumed>" not in line]
            file.seek(0)
            sent = re.findall(r"\bsend(?:to|msg)\b.* = (\d+)$", file.read(), re.MULTILINE)
    return len(lines), sum(map(int, sent))


def allocated(*command, env=os.environ, **options):
    """Allocations of one run; None for programs that bring their own allocator (Go's)."""
    with tempfile.TemporaryDirectory() as folder:
        counted = os.path.join(folder, "allocations")
        environment = dict(
            env, LD_PRELOAD=os.path.join(BUILD, "allocations.so"), ALLOCATIONS_FILE=counted)
        run(*command, env=environment, **options)
        if not os.path.exists(counted):
            return None
        with open(counted) as file:
            return int(file.read())


def costs(*command, before=lambda: None, after=lambda: None):
    """Counts the system calls, the bytes sent and the allocations of one run each."""
    counts = []
    for count in [traced, allocated]:
        before()
        counts.append(count(*command))
        after()
    (syscalls, sent), allocations = counts
    return Costs(syscalls, sent, allocations)


def charge(side, operations, whole, nothing=None):
    """Notes the costs of one operation, from a run of many and one of none."""
    none = nothing or Costs(0, 0, 0)
    side.syscalls = (whole.syscalls - none.syscalls) / operations
    side.bytes_sent = (whole.bytes_sent - none.bytes_sent) / operations
    if whole.allocations is not None and none.allocations is not None:
        side.allocations = (whole.allocations - none.allocations) / operations
