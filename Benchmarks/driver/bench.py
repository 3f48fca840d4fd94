"""Runs every row and writes the report. Started by `make bench`, as root of a namespace of its own."""

import os
import subprocess
import sys
import time

import machine
import report
from measure import HERE, run
from rows import ALL


def main():
    quick = bool(os.environ.get("QUICK"))
    only = sys.argv[1:]
    start = time.monotonic()
    # The names of the machine's own namespaces are out of the way.
    run("mount", "-t", "tmpfs", "bench", "/run")
    os.mkdir("/run/netns")
    run("ip", "link", "set", "lo", "up")

    rows, failures = [], []
    for module in ALL:
        name = module.__name__.split(".")[-1]
        if only and name not in only:
            continue
        begun = time.monotonic()
        try:
            rows += module.measure(quick)
        except (subprocess.CalledProcessError, RuntimeError, OSError) as error:
            failures.append(f"{name}: {error}")
        print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    folder = os.environ.get("REPORT") or os.path.join(HERE, "report")
    report.write(folder, rows, failures, machine.describe(), quick, time.monotonic() - start)
    print(f"report: {folder}/README.md")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
