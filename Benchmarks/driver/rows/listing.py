"""Listing 4,000 links as JSON, with all details."""

import netns
import peers
from measure import CNET, Side, charge, costs, stopwatch
from row import Aim, Row


def measure(quick):
    sides = [Side("cnet"), Side("ip", missing=peers.missing_ip())]
    commands = [[CNET, "link", "list", "--json"], [peers.IP, "-j", "-d", "link"]]
    with netns.populated() as links:
        stopwatch(5 if quick else 25, sides, commands, prefix=netns.inside(links))
        for side, command in zip(sides, commands):
            # nsenter is part of these, with some 50 system calls.
            charge(side, 1, costs(*netns.inside(links), *command))
    return [
        Row("Listing 4,000 links as JSON", sides, [Aim(0.7, "ip")], "list",
            ["Of cnet's peak memory some 9 MiB are pages of its own file, which is linked "
             "statically (ip's: 2.4); they are shared by all who run it. Its own memory is less than "
             "ip's: 4.7 MiB beside 6.5 when this was measured (RssAnon). It holds the whole dump, "
             "since one that the kernel says was interrupted is dropped and begun again, which what "
             "is printed already could not be."])
    ]
