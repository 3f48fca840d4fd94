"""What one more attachment costs when many namespaces are alive."""

import netns
from measure import Side, available, in_turn
from row import Row
from rows import attach

LEVELS = [1, 10, 100, 1000]


def measure(quick):
    rows, alive = [], 0
    for level in LEVELS:
        while alive < level:
            space = f"alive{alive}"
            netns.add(space)
            netns.batch([f"link add a{alive} up type veth peer name eth0 netns {space}"])
            alive += 1
        sides = attach.sides()[:4]
        present, there = available(sides, attach.commands())
        in_turn(3 if quick else 15, present, [lambda c=c: attach.once(c) for c in there])
        rows.append(
            Row(f"Growth: one container with {level:,} namespaces alive", sides, [], "container"))
    # The last row: the namespaces go with the mount that names them.
    return rows
