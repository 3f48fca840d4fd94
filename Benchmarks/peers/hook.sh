#!/bin/sh
# What an OCI hook written with ip(8) does with the state that a runtime hands it.
set -e
pid=$(sed 's/.*"pid": *\([0-9]*\).*/\1/')
ip link add h0 type veth peer name eth0 netns "$pid"
ip link set h0 up
ip addr add 10.0.0.1/24 dev h0
exec nsenter --net="/proc/$pid/ns/net" sh -e -c '
  ip link set eth0 up
  ip addr add 10.0.0.2/24 dev eth0
  ip route add default via 10.0.0.1'
