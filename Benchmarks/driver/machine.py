"""What the numbers were measured on."""

import os
import platform

import peers
from measure import CNET, run


def describe():
    with open("/proc/cpuinfo") as file:
        model = next(line.split(":")[1].strip() for line in file if "model name" in line)
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) / 2**20
    with open("/etc/os-release") as file:
        system = next(line.split("=")[1].strip().strip('"') for line in file
                      if line.startswith("PRETTY_NAME"))
    facts = {
        "processor": f"{model}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "kernel": f"Linux {platform.release()}",
        "system": system,
        "cnet": run(CNET, "--version").strip(),
        "Swift": run("swiftc", "--version", stderr=-3).splitlines()[0],
    }
    facts.update(peers.versions())
    return facts
