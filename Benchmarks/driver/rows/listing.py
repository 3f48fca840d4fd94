"""Listing 4,000 links as JSON, with all details."""

import netns
import peers
from measure import CNET, Side, charge, costs, stopwatch
from row import Aim, Row


def measure(quick, links):
    sides = [Side("cnet"), Side("ip", missing=peers.missing_ip())]
    commands = [
        netns.inside(links) + [CNET, "link", "list", "--json"],
        netns.inside(links) + [peers.IP, "-j", "-d", "link"],
    ]
    stopwatch(5 if quick else 25, sides, commands)
    for side, command in zip(sides, commands):
        charge(side, 1, costs(*command))
    return [
        Row("Listing 4,000 links as JSON", sides, [Aim(0.7, "ip")], "list",
            ["nsenter, which enters the namespace, is part of both sides' numbers."])
    ]
