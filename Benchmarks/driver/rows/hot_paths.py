"""Building a message and walking a dump: inside one process, by the Swift benchmark package."""

import glob
import os
import tempfile

from measure import HERE, Side, run
from netns import inside, populated
from row import Aim, Row

BUILD_SIDES = ["cnet", "libmnl", "naive"]


def measure(quick):
    with populated() as links, tempfile.TemporaryDirectory() as folder:
        run(*inside(links), "swift", "package", "--package-path", HERE, "--disable-sandbox",
            "benchmark", "run", "--no-progress", "--format", "histogramSamples", "--path", folder,
            cwd=HERE)

        def samples(benchmark, metric):
            pattern = f"*.{benchmark.replace(' ', '_')}.{metric.replace(' ', '_')}.*.tsv"
            with open(glob.glob(os.path.join(folder, pattern))[0]) as file:
                return [float(line) for line in file.readlines()[1:]]

        def row(title, benchmark, names, aims, operation, scale=1):
            sides = []
            for name in names:
                side = Side(name)
                side.seconds = [value / 1e12 / scale for value in samples(benchmark, f"{name} ps")]
                counted = samples(benchmark, f"{name} allocations")
                side.allocations = counted[len(counted) // 2] / 1000 / scale
                side.syscalls = side.bytes_sent = 0
                if name != "cnet":
                    # Taken pair by pair in the process itself.
                    side.paired = [value / 1000 for value in samples(benchmark, f"of {name}")]
                sides.append(side)
            return Row(title, sides, aims, operation)

        return [
            row(f"Building one message: {kind}", f"build {kind}", BUILD_SIDES,
                [Aim(0.35, "libmnl")], "message")
            for kind in ["veth", "macvlan", "address", "route"]
        ] + [
            row("Walking a dump of 4,000 links", "walk links", ["cnet", "libmnl"],
                [Aim(0.4, "libmnl")], "link", 4001)
        ]
