#!/bin/sh
# What a container hook written with ip(8) does: attach.sh HOST PEER NETNS-NAME
set -e
ip link add "$1" type veth peer name "$2" netns "$3"
ip link set "$1" up
ip addr add 10.0.0.1/24 dev "$1"
ip -n "$3" link set "$2" up
ip -n "$3" addr add 10.0.0.2/24 dev "$2"
ip -n "$3" route add default via 10.0.0.1
