#!/bin/sh
# What a container runtime does with a CNI plugin: cni.sh PLUGIN TYPE NETNS-PATH
case $2 in macvlan) parent='"master": "parent0",' ;; *) parent= ;; esac
export CNI_COMMAND=ADD CNI_CONTAINERID=bench CNI_IFNAME=eth0 CNI_NETNS="$3" CNI_PATH=/usr/lib/cni
exec "$1" <<END
{"cniVersion": "0.4.0", "name": "bench", "type": "$2", $parent
 "ipam": {"type": "host-local", "dataDir": "/run/cni-bench", "subnet": "10.0.0.0/24",
          "routes": [{"dst": "0.0.0.0/0"}]}}
END
