"""1,000 veth pairs, their peers in another namespace, both ends up."""

import os
import tempfile

import netns
import peers
from measure import BUILD, CNET, charge, costs, in_turn, available, run, Side, stopwatch
from row import Aim, Row

SPACE = "pairs"


def measure(quick):
    count, rounds = 1000, 3 if quick else 9
    path = netns.add(SPACE)
    folder = tempfile.mkdtemp()

    def write(name, lines):
        file = os.path.join(folder, name)
        with open(file, "w") as out:
            out.writelines(f"{line}\n" for line in lines)
        return file

    def cnet_lines(number):
        return [f"veth add p{i} cp{i} --netns {SPACE}" for i in range(number)]

    def ip_lines(number):
        return [f"link add p{i} up type veth peer name cp{i} netns {SPACE}" for i in range(number)]

    def up_lines(number):
        return [f"link set cp{i} up" for i in range(number)]

    def commands(number):
        """For each side: what makes that many pairs."""
        cnet = write(f"cnet{number}", cnet_lines(number))
        add, up = write(f"add{number}", ip_lines(number)), write(f"up{number}", up_lines(number))
        return [
            [f"{BUILD}/plumb", "pairs", number, "p", path],
            [f"{BUILD}/bare", "phases", number, "p", path],
            [f"{BUILD}/plumb", "single", number, "p", path],
            [f"{BUILD}/bare", "pairs", number, "p", path],
            [CNET, "batch", cnet],
            ["sh", "-c", f"ip -batch {add} && ip -n {SPACE} -batch {up}"],
            [peers.GO, "pairs", number, "p", path],
            [peers.PYTHON, peers.PYROUTE2, "pairs", number, "p", path],
        ]

    def timed(command):
        # These print what their loop took, without the start of the program.
        def one():
            nanoseconds = int(run(*command))
            netns.clear(f"p{i}" for i in range(count))
            return nanoseconds / 1e9

        return one

    def whole(command):
        def one():
            side = Side("")
            stopwatch(1, [side], [command])
            netns.clear(f"p{i}" for i in range(count))
            return side.seconds[0]

        return one

    sides = [
        Side("cnet's library"),
        Side("bare C loop"),
        Side("cnet's library, pair by pair"),
        Side("bare C loop, pair by pair"),
        Side("cnet batch"),
        Side("ip -batch", missing=peers.missing_ip()),
        Side("Go vishvananda/netlink", missing=peers.missing_go()),
        Side("pyroute2", missing=peers.missing_pyroute2()),
    ]
    thousand = commands(count)
    functions = [
        whole(command) if index in (4, 5) else timed(command)
        for index, command in enumerate(thousand)
    ]
    in_turn(rounds, *available(sides, functions))
    few, none = commands(20), commands(0)
    for side, some, nothing in zip(sides, few, none):
        if side.missing:
            continue
        without = costs(*nothing)
        charge(
            side, 20,
            costs(*some, before=lambda: None, after=lambda: netns.clear(f"p{i}" for i in range(20))),
            without)
    for side in sides:
        side.seconds = [seconds / count for seconds in side.seconds]
    netns.delete(SPACE)
    return [
        Row(
            "1,000 veth pairs", sides,
            [Aim(1.05, "bare C loop")]
            + [Aim(1, side.name) for side in sides[5:]], "pair",
            ["cnet batch and ip -batch are whole processes; of the others the loop is timed, "
             "without the start of the program. The bare C loop sends the messages that cnet's "
             "library sends: all pairs, then each peer up, as ip -batch has to. Pair by pair, each "
             "peer up at once, costs the kernel more: IPv6 starts on both ends, and its workers "
             "wait for the same lock as the next creation."])
    ]
