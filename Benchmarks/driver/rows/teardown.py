"""Tearing pairs down that are up: cnet by one group, the others one by one."""

import netns
import peers
from measure import CNET, Side, available, charge, costs, in_turn, run, stopwatch
from row import Aim, Row

SPACE = "teardown"


def create(count):
    netns.batch(
        f"link add t{i} up type veth peer name ct{i} netns {SPACE}" for i in range(count))
    netns.batch((f"link set ct{i} up" for i in range(count)), "-n", SPACE)


def measure(quick):
    netns.add(SPACE)
    rows = []
    for count, rounds in [(10, 3), (100, 2), (1000, 1)] if quick else [(10, 9), (100, 5), (1000, 2)]:
        names = [f"t{i}" for i in range(count)]
        with open(f"/run/delete{count}", "w") as file:
            file.writelines(f"link delete {name}\n" for name in names)
        sides = [
            Side("cnet link delete"),
            Side("ip -batch", missing=peers.missing_ip()),
            Side("Go vishvananda/netlink", missing=peers.missing_go()),
        ]
        if quick and count == 1000:
            sides[2].missing = "left to the full run"

        def whole(command):
            def one():
                create(count)
                side = Side("")
                stopwatch(1, [side], [command])
                return side.seconds[0]

            return one

        commands = [
            [CNET, "link", "delete", *names],
            [peers.IP, "-batch", f"/run/delete{count}"],
            [peers.GO, "delete", count, "t"],
        ]
        present, there = available(sides, commands)
        in_turn(rounds, present, [whole(command) for command in there])
        if count == 10:
            for side, command in zip(present, there):
                charge(side, count, costs(*command, before=lambda: create(count)))
        for side in sides:
            side.seconds = [seconds / count for seconds in side.seconds]
        rows.append(
            Row(f"Tearing {count:,} pairs down", sides,
                [Aim(1 / 30, side.name) for side in sides[1:]] if count >= 100 else [], "pair"))
    netns.delete(SPACE)
    return rows
