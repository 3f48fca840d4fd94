"""Namespaces to measure in. The driver runs in one of its own; these lie beside it."""

import subprocess
import time
from contextlib import contextmanager

from measure import run


def add(name):
    run("ip", "netns", "add", name)
    return path(name)


def delete(name):
    """Deletes a namespace, and waits until the kernel is through with it: it goes on by itself."""
    run("ip", "netns", "delete", name)
    time.sleep(0.1)


@contextmanager
def populated(name="links", pairs=2000):
    """A namespace with many links, for as long as it is needed: every new link of the machine takes
    longer while they are there."""
    add(name)
    run("ip", "-n", name, "link", "set", "lo", "up")
    batch((f"link add l{i} group 1 type veth peer name m{i}" for i in range(pairs)), "-n", name)
    try:
        yield name
    finally:
        # The kernel would go on with it behind the next row.
        batch(["link delete group 1"], "-n", name)
        delete(name)


def path(name):
    return f"/run/netns/{name}"


def inside(name):
    """The beginning of a command that is to run inside a namespace."""
    return ["nsenter", f"--net={path(name)}"]


def batch(lines, *options):
    """Runs lines of ip(8) commands in one process."""
    run("ip", *options, "-batch", "-", input="".join(f"{line}\n" for line in lines))


def clear(names, group=4711):
    """Deletes links quickly: all in a group at once."""
    batch(f"link set dev {name} group {group}" for name in names)
    subprocess.run(["ip", "link", "delete", "group", str(group)], check=True)
