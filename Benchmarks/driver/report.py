"""Writes the rows as Markdown and as plots."""

import os

import matplotlib

matplotlib.use("svg")
# Texts in the plots stay texts, and two runs on the same numbers give the same file.
matplotlib.rcParams["svg.fonttype"] = "none"
matplotlib.rcParams["svg.hashsalt"] = "cnet"
from matplotlib import pyplot  # noqa: E402

from measure import ratio  # noqa: E402


def duration(seconds):
    for unit, scale in [("s", 1), ("ms", 1e-3), ("µs", 1e-6)]:
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def number(value):
    return "–" if value is None else f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def summary(rows):
    lines = ["| hot path | cnet | beside | its median | cnet / it | aim | |", "| --- " * 7 + "|"]
    for row in rows:
        aims = {aim.beside: aim for aim in row.aims}
        for side in row.sides[1:]:
            aim = aims.get(side.name)
            wanted = f"≤ {aim.limit:.3g}" if aim else ""
            if side.missing or not side.seconds:
                lines.append(f"| {row.title} | {duration(row.cnet.median)} | {side.name} "
                             f"| not run: {side.missing} | | {wanted} | |")
                continue
            measured = ratio(row.cnet, side)
            met = "" if not aim else "met" if measured <= aim.limit else "**missed**"
            lines.append(f"| {row.title} | {duration(row.cnet.median)} | {side.name} "
                         f"| {duration(side.median)} | {measured:.3g} | {wanted} | {met} |")
    return lines


def details(row):
    lines = [f"### {row.title}", "",
             f"| a {row.operation} | median | quartiles | rounds | system calls | bytes sent "
             "| allocations | peak memory |", "| --- " * 8 + "|"]
    for side in row.sides:
        if side.missing or not side.seconds:
            lines.append(f"| {side.name} | not run: {side.missing} | | | | | | |")
            continue
        low, high = side.quartiles()
        peak = f"{max(side.peak_kib) / 1024:.1f} MiB" if side.peak_kib else "–"
        lines.append(
            f"| {side.name} | {duration(side.median)} | {duration(low)} – {duration(high)} "
            f"| {len(side.seconds)} | {number(side.syscalls)} | {number(side.bytes_sent)} "
            f"| {number(side.allocations)} | {peak} |")
    return lines + [""] + [f"{note}\n" for note in row.notes]


def bars(row, path):
    present = [side for side in row.sides if side.seconds]
    medians = [side.median for side in present]
    spread = [[side.median - side.quartiles()[0] for side in present],
              [side.quartiles()[1] - side.median for side in present]]
    figure, axes = pyplot.subplots(figsize=(7, 0.5 + 0.4 * len(present)), layout="constrained")
    colours = ["#c2410c"] + ["#64748b"] * (len(present) - 1)
    axes.barh([side.name for side in present], medians, xerr=spread, color=colours)
    axes.invert_yaxis()
    axes.set_title(row.title, loc="left", fontsize=10)
    axes.xaxis.set_major_formatter(lambda value, _: duration(value) if value else "0")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def write(folder, rows, failures, machine, quick, seconds):
    os.makedirs(folder, exist_ok=True)
    lines = ["# Benchmark report", ""]
    lines += ["What each row measures and how to run it again: [Benchmarks](../README.md). "
              "Both sides of a ratio were measured in the same run, in turn; it is the median of "
              "the ratios round by round.", ""]
    if quick:
        lines += ["A quick run: few rounds.", ""]
    lines += [f"- {name}: {value}" for name, value in machine.items()]
    lines += [f"- the run took {seconds:.0f} s", ""]
    lines += [f"**Failed:** {failure}\n" for failure in failures]
    lines += summary(rows) + ["", "## Row by row", ""]
    for index, row in enumerate(rows):
        lines += details(row)
        name = "".join(c if c.isalnum() else "-" for c in row.title.lower())
        bars(row, os.path.join(folder, f"{name}.svg"))
        lines += [f"![{row.title}]({name}.svg)", ""]
    with open(os.path.join(folder, "README.md"), "w") as file:
        file.write("\n".join(lines))
