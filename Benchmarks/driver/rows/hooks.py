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


def compare(quick, title, limit, sides, command, notes, environment=lambda: os.environ):
    """A row of programs that connect the namespace, which is made anew for each.

    They are started as a runtime starts them: no shell in between, and what they are to do on standard
    input. `command` returns the program with its arguments, and what it reads.
    """
    holder = None

    def call(number, function):
        nonlocal holder
        netns.add(SPACE)
        holder = subprocess.Popen(
            [*netns.inside(SPACE), "sh", "-c", "echo; exec sleep 1000"], stdout=subprocess.PIPE)
        try:
            holder.stdout.readline()
            program, document = command(number, holder.pid)
            with tempfile.TemporaryFile("w+") as file:
                json.dump(document, file)
                file.seek(0)
                result = function(program, stdin=file, env=environment())
            netns.batch(["link delete eth0"], "-n", SPACE)
        finally:
            holder.kill()
            holder.communicate()
        netns.delete(SPACE)
        forget()
        return result

    def once(number):
        side = Side("")
        call(number, lambda program, **options: stopwatch(1, [side], [program], **options))
        return side.seconds[0]

    present, numbers = available(sides, range(len(sides)))
    in_turn(5 if quick else 30, present, [lambda n=n: once(n) for n in numbers])
    for side, number in zip(present, numbers):
        counts = [call(number, lambda program, **options: count(*program, **options))
                  for count in [traced, allocated]]
        charge(side, 1, Costs(*counts[0], counts[1]))
    return Row(title, sides, [Aim(limit, side.name) for side in sides[1:]], "container", notes)


def plugin(quick, kind, folder):
    link = f"{folder}/cnet-{kind}"
    os.symlink(CNET, link)
    programs = [link, f"{peers.CNI}/{kind}"]
    configuration = {
        "cniVersion": "0.4.0", "name": "bench", "type": kind,
        "ipam": {"type": "host-local", "dataDir": "/run/cni-bench", "subnet": "10.0.0.0/24",
                 "routes": [{"dst": "0.0.0.0/0"}]},
    }
    if kind == "macvlan":
        configuration["master"] = "parent0"
    return compare(
        quick, f"CNI ADD: {kind} with host-local", 0.5,
        [Side("cnet"), Side(f"reference plugin {kind}", missing=peers.missing_cni())],
        lambda number, _: ([programs[number]], configuration),
        ["Both are started directly, with the configuration on standard input, as a runtime does."],
        lambda: dict(
            os.environ, CNI_COMMAND="ADD", CNI_CONTAINERID="bench", CNI_IFNAME="eth0",
            CNI_NETNS=netns.path(SPACE), CNI_PATH=peers.CNI))


def hook(quick, folder):
    annotations = {
        "kind": "veth", "host-name": "h0", "address": "10.0.0.2/24", "gateway": "10.0.0.1",
        "host-address": "10.0.0.1/24",
    }

    def command(number, pid):
        program = [[CNET, "hook"], [f"{HERE}/peers/hook.sh"]][number]
        return program, {
            "ociVersion": "1.0.2", "id": "bench", "status": "created", "pid": pid, "bundle": folder,
            "annotations": {f"cnet.eth0.{k}": v for k, v in annotations.items()}}

    return compare(
        quick, "OCI hook: one container attached", 0.5,
        [Side("cnet hook"), Side("hook of ip commands", missing=peers.missing_ip())], command,
        ["Both are started directly, with the container's state on standard input."])


def measure(quick):
    run("ip", "link", "add", "parent0", "up", "type", "veth", "peer", "name", "parent1")
    # As a NIC in use has one.
    netns.batch(["link set parent1 up"])
    with tempfile.TemporaryDirectory() as folder:
        return [plugin(quick, "ptp", folder), plugin(quick, "macvlan", folder), hook(quick, folder)]
