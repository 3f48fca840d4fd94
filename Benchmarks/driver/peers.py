"""The programs that cnet is compared with, and why one is not here."""

import os
import shutil
import subprocess

from measure import BUILD, HERE, run

IP = shutil.which("ip")
GO = os.path.join(BUILD, "go-peer")
PYROUTE2 = os.path.join(HERE, "peers", "pyroute2_peer.py")
# The system's own interpreter: the one that the distribution's pyroute2 is for.
PYTHON = "/usr/bin/python3"
CNI = "/usr/lib/cni"


def missing_ip():
    return None if IP else "iproute2 is not installed"


def missing_go():
    return None if os.path.exists(GO) else "Go or vishvananda/netlink is not installed"


def missing_pyroute2():
    found = subprocess.run([PYTHON, "-c", "import pyroute2"], capture_output=True)
    return None if found.returncode == 0 else "pyroute2 is not installed"


def missing_cni():
    return None if os.path.exists(f"{CNI}/ptp") else "the CNI plugins are not installed"


def versions():
    """Name and version of everything that takes part."""

    def of(*command):
        try:
            return run(*command, stderr=subprocess.STDOUT).strip().splitlines()[0]
        except (OSError, subprocess.CalledProcessError, IndexError):
            return "not installed"

    def package(name):
        return of("dpkg-query", "-W", "-f", "${Version}", name)

    return {
        "libmnl": package("libmnl0"),
        "iproute2": of("ip", "-V"),
        "Go": of("go", "version"),
        "vishvananda/netlink": package("golang-github-vishvananda-netlink-dev"),
        "pyroute2": package("python3-pyroute2"),
        "CNI plugins": package("containernetworking-plugins"),
        "valgrind": package("valgrind"),
        "strace": package("strace"),
    }
