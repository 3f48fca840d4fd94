"""Cold start: how long a command takes that does next to nothing."""

import statistics

import peers
from measure import CNET, Side, charge, costs, instructions, stopwatch
from row import Aim, Row


def measure(quick):
    rounds = 60 if quick else 400
    rows = []
    for title, limit, arguments, other in [
        ("Cold start: --version", 1.0, ["--version"], ["-V"]),
        ("Cold start: link show lo", 1.5, ["link", "show", "lo"], ["link", "show", "lo"]),
    ]:
        sides = [Side("cnet"), Side("ip", missing=peers.missing_ip()), Side("true")]
        commands = [[CNET, *arguments], [peers.IP, *other], ["/bin/true"]]
        stopwatch(rounds, sides, commands)
        for side, command in zip(sides, commands):
            charge(side, 1, costs(*command))
        profile = [
            f"{side.name}: {instructions(*command):,} instructions, "
            f"{statistics.median(side.faults):.0f} page faults, {side.syscalls} system calls"
            for side, command in zip(sides, commands)
        ]
        rows.append(
            Row(title, sides, [Aim(limit, "ip")], "start",
                ["; ".join(profile) + ". Most of what is left of cnet's are look-ups of "
                 "conformances by the Swift runtime (swift_conformsToProtocol), which goes through "
                 "4,300 records each time, and the faults that bring the program's pages in."]))
    return rows
