"""The peer in Python: the same work by pyroute2. Prints the nanoseconds that it took.

    pairs COUNT PREFIX NETNS   attach HOST PEER NETNS   delete COUNT PREFIX
"""

import sys
import time

from pyroute2 import IPRoute, NetNS


def pairs(count, prefix, netns):
    host, container = IPRoute(), NetNS(netns, flags=0)
    start = time.monotonic_ns()
    for number in range(int(count)):
        name = f"{prefix}{number}"
        host.link("add", ifname=name, kind="veth", state="up",
                  peer={"ifname": f"c{name}", "net_ns_fd": netns})
        container.link("set", index=container.link_lookup(ifname=f"c{name}")[0], state="up")
    return start


def attach(name, peer, netns):
    host, container = IPRoute(), NetNS(netns, flags=0)
    start = time.monotonic_ns()
    host.link("add", ifname=name, kind="veth", state="up",
              peer={"ifname": peer, "net_ns_fd": netns})
    inside = container.link_lookup(ifname=peer)[0]
    container.link("set", index=inside, state="up")
    container.addr("add", index=inside, address="10.0.0.2", mask=24, broadcast="10.0.0.255")
    host.addr("add", index=host.link_lookup(ifname=name)[0], address="10.0.0.1", mask=24,
              broadcast="10.0.0.255")
    container.route("add", dst="default", gateway="10.0.0.1")
    return start


def delete(count, prefix):
    host = IPRoute()
    start = time.monotonic_ns()
    for number in range(int(count)):
        host.link("del", index=host.link_lookup(ifname=f"{prefix}{number}")[0])
    return start


start = {"pairs": pairs, "attach": attach, "delete": delete}[sys.argv[1]](*sys.argv[2:])
print(time.monotonic_ns() - start)
