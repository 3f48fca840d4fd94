import Foundation
import TestSupport
import Testing

@Suite(
  "A device that is moved in whole", .makesNamespaces,
  .enabled(if: Runtimes.missing(["jq"]).isEmpty, "needs jq: apt-get install jq"))
struct DeviceTests {
  /// A device that has all that one can have. `look INTERFACE [NAMESPACE]`: what `ip` says of it, without
  /// the index of its other end, which follows from the namespace, a bridge's timers, and the queue,
  /// which it has from the first time that it is up. `kept`: that without what is the
  /// attachment's: the name, the alias, and the address that the kernel makes.
  private static let setUp = """
    ip link add d0 address 02:00:00:00:0d:00 type veth peer name d1; ip link set d1 up
    ip link set d0 mtu 1400 txqueuelen 500 alias mine up
    ip link property add dev d0 altname uplink altname a-rather-long-alternative-name
    ip addr add 10.66.0.2/24 broadcast + dev d0; ip addr add 10.66.0.3/24 dev d0
    ip addr add 10.68.0.1 peer 10.68.0.9/32 dev d0; ip addr add 10.69.0.1/24 dev d0 label d0:a
    ip addr add fd66::2/64 dev d0 nodad; ip addr add fd67::2/128 dev d0 nodad
    ip addr add fd66::3/64 dev d0 nodad
    ip route add 10.67.0.0/16 via 10.66.0.1 metric 7
    ip route add default via 10.66.0.1 src 10.66.0.3
    ip route add 10.70.0.0/16 dev d0 table 77
    ip route add fd68::/48 via fd66::1; ip route add default via fd66::1 metric 9
    until ip -br link show d0 | grep -q ' UP '; do sleep 0.01; done
    look() {
      for what in 'link show' 'addr show' '-4 route show table all' '-6 route show table all'; do
        ip -d -j ${2:+-n $2} $what dev $1
      done | jq -S 'map(del(.link, .link_index, .link_netnsid, .qdisc))
        | walk(if type == "object" then with_entries(select(.key | endswith("_timer") | not)) else . end)'
    }
    kept() {
      jq -S 'map(del(.ifname, .ifalias, .inet6_addr_gen_mode)
        | if .addr_info then .addr_info |= map(del(.label) | select(.scope != "link")) else . end
        | select(.dst == null or (.dst | startswith("fe80:") | not)))'
    }
    same() { # WHAT
      for try in $(seq 50); do [ "$(look d0)" = "$before" ] && return; sleep 0.1; done
      echo "$1:"; diff <(echo "$before") <(look d0) || true
    }
    before=$(look d0)

    """

  @Test("It keeps MTU, MAC, up state, altnames, addresses and routes; back it is as it was")
  func thereAndBack() throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """
        cnet attach web --netns c1 --kind device --name eth0 --device uplink
        ! ip link show d0 2>/dev/null
        ip -n c1 link show a-rather-long-alternative-name | grep -q eth0
        diff <(kept <<<"$before") <(look eth0 c1 | kept)
        cnet detach web; same "moved back"
        # Neither does what somebody changed inside stay.
        cnet attach web --netns c1 --kind device --name eth0 --device d0
        ip -n c1 link set eth0 down
        ip -n c1 link set eth0 name other mtu 1300 address 02:00:00:00:0d:01 txqueuelen 7
        ip -n c1 addr add 10.99.0.1/24 dev other
        cnet detach web; same "moved back after changes"
        # One that was down, and had nothing, is down again.
        ip addr flush dev d0; ip link set d0 down; before=$(look d0)
        cnet attach web --netns c1 --kind device --name eth0 --device d0 --address 10.0.0.9/24
        cnet detach web; same "what was down"
        # A port is a port of its bridge again, where that is still there.
        ip link set d0 master br0 up; bridge link set dev d0 isolated on learning off priority 7
        until ip -d link show d0 | grep -q 'state forwarding'; do sleep 0.01; done
        before=$(look d0)
        cnet attach web --netns c1 --kind device --name eth0 --device d0
        cnet detach web; same "a port"
        ip link add br9 type bridge; ip link set d0 master br9
        cnet attach web --netns c1 --kind device --name eth0 --device d0
        ip link del br9; cnet detach web; ip -br link show d0 | grep -q 02:00:00:00:0d:00
        ls /run/cnet
        """)
    #expect(report == "")
  }

  @Test("Its parameters are set before it comes up; the description counts more than what it had")
  func described() throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """
        attach() { cnet attach web --netns c1 --kind device --name eth0 --device d0 "$@"; }
        ip netns exec c1 sysctl -qw net.ipv6.conf.default.addr_gen_mode=0
        attach; ip -n c1 addr show eth0 | grep -c fe80: | grep -vx 1 || true; cnet detach web
        attach --address 10.66.0.2/24 --address fd66::2/64 --gateway 10.66.0.9 \
          --sysctl net.ipv6.conf.eth0.addr_gen_mode=1
        ip -n c1 addr show eth0 | grep fe80: || true
        ip -n c1 route show default | grep -v 'via 10.66.0.9' || true
        ip -n c1 route show 10.67.0.0/16 | grep -q 10.66.0.1
        cnet detach web; same "moved back"
        """)
    #expect(report == "")
  }

  /// A device with what somebody here cares for: a lease, a router's advertisement, next hops. `all`: that,
  /// without the time that is left, and without a group of next hops, which loses one for good; `said WHAT`:
  /// whether standard error held that, and nothing else.
  private static let leased = """
    ip link set lo up; ip addr add 10.99.0.1/32 dev lo
    ip link add d0 type veth peer name d1; ip link set d1 up; ip link set d0 up
    ip addr add 10.66.0.2/24 dev d0; ip addr add fd66::2/64 dev d0 preferred_lft 0
    ip addr add 192.168.1.50/24 dev d0 valid_lft 3600 preferred_lft 1800
    ip addr add fd69::5/64 dev d0 valid_lft 3600 preferred_lft 1800
    ip route add default via 192.168.1.1 dev d0 proto dhcp src 192.168.1.50
    ip -6 route add default via fd69::1 dev d0 proto ra expires 900
    ip -6 route add fd70::/64 dev d0 expires 900
    ip route add 10.75.0.0/16 via 10.66.0.1
    ip route add local 10.76.0.0/16 dev d0
    ip nexthop add id 8 via 10.66.0.1 dev d0; ip nexthop add id 9 via 10.0.0.9 dev br0
    ip nexthop add id 10 group 8/9; ip route add 10.73.0.0/16 nhid 10
    ip route add 10.74.0.0/16 nexthop via 10.66.0.1 dev d0 nexthop via 10.0.0.9 dev br0 weight 2
    ip -6 route add fd74::/64 nexthop via fd00::9 dev br0 nexthop via fd66::1 dev d0
    until ip -br link show d0 | grep -q ' UP '; do sleep 0.01; done
    all() {
      { ip -o addr show d0; ip -o -4 route show table all; ip -o -6 route; } |
        grep -v -e fe80: -e 'nhid 10' | sed -E 's/[0-9]+sec/SEC/g' | sort
    }
    said() { diff <(printf "$1") /run/errors; }

    """

  @Test(
    "What a lease or a router gave it stays behind, and is there again with what is left of its time",
    arguments: ["", "--down", "--sysctl net.ipv4.conf.eth0.rp_filter=no"])
  func leased(option: String) throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.leased + """
        before=$(all)
        attach() { cnet attach web --netns c1 --kind device --name eth0 --device d0 \(option); }
        if attach 2>/run/errors; then
          said ''
          ip -n c1 -o addr show eth0 | grep -E '192.168|fd69' || true
          sed -i -E "s/taken ([0-9]+)/taken $(($(cut -d. -f1 /proc/uptime) - 820))/" /run/cnet/web@eth0
          cnet detach web 2>/run/errors; said ''
          ip -o addr show d0 | grep -c 'valid_lft 27[78].sec preferred_lft 9[78].sec' | grep -vx 2 || true
          ip -6 route | grep -c ' expires [78].sec' | grep -vx 2 || true
        else
          grep -v 'EINVAL' /run/errors || true
        fi
        diff <(echo "$before") <(all)
        ls /run/cnet
        """)
    #expect(report == "")
  }

  @Test("A route that is refused is told of, and keeps back nothing else")
  func refusedRoutes() throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.leased + """
        ip route add 10.71.0.0/16 via 192.168.1.1
        ip route add 10.72.0.0/16 dev d0 src 10.99.0.1
        ip route add 10.77.0.0/16 nhid 8
        before=$(all)
        cnet attach web --netns c1 --kind device --name eth0 --device d0 2>/run/errors
        said 'warning: add route 10.72.0.0/16 in c1: Invalid prefsrc address (EINVAL)
        warning: add route 10.71.0.0/16 via 192.168.1.1 in c1: Nexthop has invalid gateway (ENETUNREACH)\\n'
        diff <(ip -n c1 -4 route | cut -d' ' -f1) <(printf '10.66.0.0/24\\n10.75.0.0/16\\n')
        cnet detach web 2>/run/errors
        said 'warning: add route 10.77.0.0/16: Nexthop id does not exist (EINVAL)\\n'
        diff <(sed '/10.77.0.0/d' <<<"$before") <(all)
        # So does what fails on the way in.
        ip nexthop add id 8 via 10.66.0.1 dev d0; ip route add 10.77.0.0/16 nhid 8
        ! cnet attach web --netns c1 --kind device --name eth0 --device d0 \
          --sysctl net.ipv4.conf.eth0.rp_filter=no 2>/run/errors
        said "cnet: set net.ipv4.conf.eth0.rp_filter to no: Invalid argument (EINVAL)
        left behind: add route 10.77.0.0/16: Nexthop id does not exist (EINVAL)\\n"
        diff <(sed '/10.77.0.0/d' <<<"$before") <(all)
        # What was refused on a way in that was taken back is not worth a line.
        cat >/run/two.json <<'J'
        {"attachments": [{"kind": "device", "name": "eth0", "device": "d0"},
          {"kind": "macvlan", "name": "net1", "parent": "nosuch"}]}
        J
        ! cnet attach web --netns c1 --config /run/two.json 2>/run/errors
        said 'cnet: create macvlan net1: there is no parent nosuch (ENODEV)\\n'
        # A record of before they said when.
        ip link set d0 mtu 1400; before=$(all)
        cnet attach web --netns c1 --kind device --name eth0 --device d0 2>/dev/null
        sed -i '/taken/d' /run/cnet/web@eth0
        cnet detach web; diff <(echo "$before") <(all)
        ls /run/cnet
        """)
    #expect(report == "")
  }

  @Test("Flags and parameters are back, and a route whose IPv6 source has to be looked for again")
  func parameters() throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """
        settings() {
          ip link show d0 | grep -o '<.*>'; ip -6 route show fd70::/48
          grep -s '' /proc/sys/net/ipv[46]/conf/d0/* /proc/sys/net/ipv[46]/neigh/d0/* || true
        }
        ip link set d0 promisc on allmulticast on arp off
        ip -6 addr del fd66::2/64 dev d0; ip -6 addr add fd66::2/64 dev d0
        for _ in $(seq 100); do ip addr show d0 | grep tentative >/dev/null || break; sleep 0.05; done
        ip -6 route add fd70::/48 dev d0 src fd66::2
        cd /proc/sys/net
        echo 2 >ipv4/conf/d0/rp_filter; echo 2 >ipv6/conf/d0/accept_ra; echo 99 >ipv4/neigh/d0/gc_stale_time
        echo fd00::77 >ipv6/conf/d0/stable_secret; echo 3 >ipv6/conf/d0/addr_gen_mode
        echo 1 >ipv6/conf/d0/accept_dad; before=$(settings)
        for option in '' '--sysctl net.ipv4.conf.eth0.rp_filter=no'; do
          if cnet attach web --netns c1 --kind device --name eth0 --device d0 $option 2>/dev/null; then
            ip -n c1 -6 route show fd70::/48 | grep -q 'src fd66::2'
            ip -n c1 link set eth0 promisc off arp on
            cnet detach web
          fi
          diff <(echo "$before") <(settings)
        done
        """)
    #expect(report == "")
  }

  @Test(
    "When it cannot be moved, nothing has changed",
    arguments: [
      ("d0", "eth0", "ip -n c1 link add eth0 type bridge", "EEXIST"),
      ("d0", "eth0", "ip -n c1 link add uplink type bridge", "EEXIST"),
      ("d0", "eth0", "ip netns del c1", "ENOENT"),
      ("br0", "eth0", "true", "EINVAL"), ("lo", "eth0", "true", "EINVAL"),
    ])
  func refused(device: String, name: String, damage: String, error: String) throws {
    let sandbox = try Sandbox.withBridge()
    let report = try sandbox.bash(
      Self.setUp + """
        \(damage)
        device=\(device); before=$(look $device; look d0); inside=$(ip -n c1 -o link 2>&1 || true)
        status=0
        cnet attach web --netns c1 --kind device --name \(name) --device \(device) 2>/run/errors || status=$?
        [ $status = 1 ] || echo "status $status"
        grep -q '(\(error))$' /run/errors || cat /run/errors
        diff <(echo "$before") <(look $device; look d0)
        diff <(echo "$inside") <(ip -n c1 -o link 2>&1 || true)
        ls -A /run/cnet 2>/dev/null || true
        """)
    #expect(report == "")
  }
}
