"""What a container runtime calls: CNI plugins, and hooks of an OCI runtime."""

import json
import os
import shutil
import subprocess
import tempfile

import netns
import peers
from measure import (
    CNET, HERE, Costs, Side, allocated, available, charge, in_turn, run, stopwatch, traced)
from row import Aim, Row

SPACE = "hooks"


def forget():
    """Takes away what the plugins and the hook write down."""
    shutil.rmtree("/run/cni-bench", ignore_errors=True)
    shutil.rmtree("/run/cnet", ignore_errors=True)


def compare(quick, title, limit, sides, command, notes):
    """A row of programs that connect the namespace, which is made anew for each."""
    holder = None

    def before():
        nonlocal holder
        netns.add(SPACE)
        holder = subprocess.Popen(
            [*netns.inside(SPACE), "sh", "-c", "echo; exec sleep 1000"], stdout=subprocess.PIPE)
        holder.stdout.readline()

    def after():
        netns.batch(["link delete eth0"], "-n", SPACE)
        holder.kill()
        holder.communicate()
        netns.delete(SPACE)
        forget()

    def once(number):
        before()
        side = Side("")
        try:
            stopwatch(1, [side], [command(number, holder.pid)])
        except RuntimeError:
            holder.kill()
            raise
        after()
        return side.seconds[0]

    present, numbers = available(sides, range(len(sides)))
    in_turn(5 if quick else 30, present, [lambda n=n: once(n) for n in numbers])
    for side, number in zip(present, numbers):
        counts = []
        for count in [traced, allocated]:
            before()
            counts.append(count(*command(number, holder.pid)))
            after()
        charge(side, 1, Costs(*counts[0], counts[1]))
    return Row(title, sides, [Aim(limit, side.name) for side in sides[1:]], "container", notes)


def plugin(quick, kind, links):
    link = f"{links}/cnet-{kind}"
    os.symlink(CNET, link)
    programs = [link, f"{peers.CNI}/{kind}"]
    return compare(
        quick, f"CNI ADD: {kind} with host-local", 0.5,
        [Side("cnet"), Side(f"reference plugin {kind}", missing=peers.missing_cni())],
        lambda number, _: [f"{HERE}/peers/cni.sh", programs[number], kind, netns.path(SPACE)],
        ["Both are started by the same shell script, which hands them the configuration."])


def hook(quick, folder):
    annotations = {
        "kind": "veth", "host-name": "h0", "address": "10.0.0.2/24", "gateway": "10.0.0.1",
        "host-address": "10.0.0.1/24",
    }

    def command(number, pid):
        state = os.path.join(folder, "state.json")
        with open(state, "w") as file:
            json.dump({"ociVersion": "1.0.2", "id": "bench", "status": "created", "pid": pid,
                       "bundle": folder,
                       "annotations": {f"cnet.eth0.{k}": v for k, v in annotations.items()}}, file)
        program = [f"{CNET} hook", f"{HERE}/peers/hook.sh"][number]
        return ["sh", "-c", f"exec {program} < {state}"]

    return compare(
        quick, "OCI hook: one container attached", 0.5,
        [Side("cnet hook"), Side("hook of ip commands", missing=peers.missing_ip())], command,
        ["Both are started by a shell, which hands them the container's state."])


def measure(quick, links):
    run("ip", "link", "add", "parent0", "up", "type", "veth", "peer", "name", "parent1")
    with tempfile.TemporaryDirectory() as folder:
        return [plugin(quick, "ptp", folder), plugin(quick, "macvlan", folder), hook(quick, folder)]
