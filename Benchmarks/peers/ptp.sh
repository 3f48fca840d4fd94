#!/bin/sh
# What a container runtime does with CNI's ptp plugin: ptp.sh PEER NETNS-PATH
export CNI_COMMAND=ADD CNI_CONTAINERID=bench CNI_IFNAME="$1" CNI_NETNS="$2" CNI_PATH=/usr/lib/cni
rm -rf /run/cni-bench
exec /usr/lib/cni/ptp <<END
{"cniVersion": "0.4.0", "name": "bench", "type": "ptp",
 "ipam": {"type": "host-local", "dataDir": "/run/cni-bench", "subnet": "10.0.0.0/24",
          "routes": [{"dst": "0.0.0.0/0"}]}}
END
