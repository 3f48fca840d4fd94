// The peer in Go: the same work by vishvananda/netlink. Prints the nanoseconds that it took.
//
//	pairs COUNT PREFIX NETNS   attach HOST PEER NETNS   delete COUNT PREFIX
package main

import (
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func open(path string) (netns.NsHandle, *netlink.Handle) {
	ns, err := netns.GetFromPath(path)
	must(err)
	handle, err := netlink.NewHandleAt(ns)
	must(err)
	return ns, handle
}

func addPair(host *netlink.Handle, name, peer string, ns netns.NsHandle) *netlink.Veth {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = name
	attributes.Flags = net.FlagUp
	veth := &netlink.Veth{LinkAttrs: attributes, PeerName: peer, PeerNamespace: netlink.NsFd(ns)}
	must(host.LinkAdd(veth))
	return veth
}

func address(text string) *netlink.Addr {
	parsed, err := netlink.ParseAddr(text)
	must(err)
	return parsed
}

func main() {
	host, err := netlink.NewHandle()
	must(err)
	var start time.Time
	switch os.Args[1] {
	case "pairs":
		count, err := strconv.Atoi(os.Args[2])
		must(err)
		ns, container := open(os.Args[4])
		start = time.Now()
		for i := 0; i < count; i++ {
			name := fmt.Sprintf("%s%d", os.Args[3], i)
			addPair(host, name, "c"+name, ns)
			peer, err := container.LinkByName("c" + name)
			must(err)
			must(container.LinkSetUp(peer))
		}
	case "attach":
		ns, container := open(os.Args[4])
		start = time.Now()
		veth := addPair(host, os.Args[2], os.Args[3], ns)
		peer, err := container.LinkByName(os.Args[3])
		must(err)
		must(container.LinkSetUp(peer))
		must(container.AddrAdd(peer, address("10.0.0.2/24")))
		must(host.AddrAdd(veth, address("10.0.0.1/24")))
		must(container.RouteAdd(&netlink.Route{Gw: net.IPv4(10, 0, 0, 1)}))
	case "delete":
		count, err := strconv.Atoi(os.Args[2])
		must(err)
		start = time.Now()
		for i := 0; i < count; i++ {
			link, err := host.LinkByName(fmt.Sprintf("%s%d", os.Args[3], i))
			must(err)
			must(host.LinkDel(link))
		}
	}
	fmt.Println(time.Since(start).Nanoseconds())
}
