"""One container attached: a pair, both ends up, addresses and routes on both sides."""

import os
import tempfile

import netns
import peers
from measure import BUILD, CNET, HERE, Side, available, charge, costs, in_turn, stopwatch
from row import Aim, Row

SPACE = "attach"


def cnet_command(host, peer, space):
    return [
        CNET, "veth", "add", host, peer, "--netns", space, "--address", "10.0.0.2/24",
        "--gateway", "10.0.0.1", "--host-address", "10.0.0.1/24",
    ]


def commands(host="h0", peer="eth0", space=SPACE):
    path = netns.path(space)
    return [
        cnet_command(host, peer, space),
        [f"{BUILD}/bare", "attach", host, peer, path],
        [f"{HERE}/peers/attach.sh", host, peer, space],
        [peers.GO, "attach", host, peer, path],
        [peers.PYTHON, peers.PYROUTE2, "attach", host, peer, path],
    ]


def sides():
    return [
        Side("cnet"),
        Side("bare C program"),
        Side("script of ip commands", missing=peers.missing_ip()),
        Side("Go vishvananda/netlink", missing=peers.missing_go()),
        Side("pyroute2", missing=peers.missing_pyroute2()),
    ]


def detach(space=SPACE):
    netns.batch(["link delete eth0"], "-n", space)
    netns.delete(space)


def once(command, space=SPACE):
    """Seconds of one attachment into a fresh namespace, which is taken away again."""
    netns.add(space)
    side = Side("")
    stopwatch(1, [side], [command])
    detach(space)
    return side.seconds[0]


def measure(quick):
    all_sides = sides()
    present, there = available(all_sides, commands())
    in_turn(7 if quick else 40, present, [lambda c=c: once(c) for c in there])
    for side, command in zip(present, there):
        charge(side, 1, costs(*command, before=lambda: netns.add(SPACE), after=detach))
    return [
        Row("One container attached", all_sides,
            [Aim(0.2, "script of ip commands"), Aim(1, "Go vishvananda/netlink"),
             Aim(1, "pyroute2")], "container",
            ["Whole processes, fork and exec included. The bare C program sends the same messages "
             "and has nothing else to do: what it takes is the kernel's, so that no program can be "
             "faster against the script than it is. The rest of cnet's time is the start of a "
             "larger program and the record of how to undo each step."])
    ]
