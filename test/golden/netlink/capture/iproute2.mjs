// SPDX-License-Identifier: Apache-2.0
// What is asked of iproute2. Each scenario is a network namespace of its own. A step is the name of its vector, the
// command and what it means; `keep` says which datagrams of it become vectors: the last request, what came back, or
// both. `during` runs while the command listens; of the events that it hears the first of each type is kept.

const pair = [
  'ip link add v0 address 02:00:00:00:00:01 index 10 type veth peer name v1 address 02:00:00:00:00:02 index 11',
  'ip link set v0 up',
  'ip link set v1 up',
]
const addressed = [...pair, 'ip addr add 10.0.0.1/24 dev v0', 'ip addr add 2001:db8::1/64 dev v0 nodad']

/** @typedef {[name: string, command: string, meaning: string, keep?: 'request' | 'answers' | 'both']} Step */
/** @type {{ setup: string[], steps: Step[], events?: { command: string, during: string[], names: object } }[]} */
export const scenarios = [
  {
    setup: [],
    steps: [
      ['link-get-lo', 'ip -d link show dev lo', 'asks for one link by name; the answer is one message', 'both'],
      ['link-set-up', 'ip link set dev lo up', 'brings loopback up; the answer is an ack', 'both'],
      [
        'link-add-veth',
        'ip link add v0 address 02:00:00:00:00:01 index 10 type veth peer name v1 address 02:00:00:00:00:02 index 11',
        'makes a pair of veth devices: the peer is a link message inside the info of the kind',
        'both',
      ],
      ['link-add-exists', 'ip link add v0 type veth', 'a name that is taken: EEXIST', 'both'],
      ['link-add-bridge', 'ip link add br0 address 02:00:00:00:00:0b index 12 type bridge', 'makes a bridge'],
      [
        'link-add-bridge-options',
        'ip link add br1 address 02:00:00:00:00:0c index 13 type bridge stp_state 1 priority 100 ageing_time 1000 ' +
          'mcast_snooping 0 forward_delay 400 hello_time 200 group_address 01:80:c2:00:00:04 nf_call_iptables 1',
        'makes a bridge with options of u8, u16, u32 and a MAC address',
      ],
      ['link-get-bridge', 'ip -d link show dev br1', 'a bridge with everything that the kernel tells', 'answers'],
      ['link-set-master', 'ip link set dev v0 master br0', 'puts a device into a bridge'],
      ['link-get-port', 'ip -d link show dev v0', 'a port of a bridge: slave kind and slave data', 'answers'],
      ['link-set-nomaster', 'ip link set dev v0 nomaster', 'takes it out again: master 0'],
      ['link-set-mtu', 'ip link set dev v0 mtu 1400', 'changes the MTU'],
      ['link-set-mtu-invalid', 'ip link set dev v0 mtu 10', 'an MTU below the least: an error with words', 'both'],
      ['link-set-name', 'ip link set dev v1 name eth0', 'renames a link'],
      ['link-set-address', 'ip link set dev v0 address 02:00:00:00:00:aa', 'changes the MAC address'],
      ['link-set-alias', 'ip link set dev v0 alias uplink', 'sets an alias: a string without NUL'],
      ['link-set-alias-none', "ip link set dev v0 alias ''", 'clears the alias: an empty payload'],
      ['link-set-txqueuelen', 'ip link set dev v0 txqueuelen 500', 'changes the length of the send queue'],
      ['link-set-group', 'ip link set dev v0 group 7', 'puts a link into a group'],
      ['link-set-addrgenmode', 'ip link set dev v0 addrgenmode none', 'address generation: nests by address family'],
      [
        'link-set-flags',
        'ip link set dev v0 promisc on allmulticast on multicast off arp off',
        'sets and clears flags: the change mask holds all four',
      ],
      ['link-set-gso', 'ip link set dev v0 gso_max_size 30000 gso_max_segs 20', 'offload limits'],
      ['link-set-protodown', 'ip link set dev v0 protodown on', 'holds a link down on behalf of a protocol', 'both'],
      [
        'link-add-altname',
        'ip link property add dev v0 altname a-name-longer-than-fifteen',
        'adds another name',
        'both',
      ],
      ['link-get-altname', 'ip link show dev a-name-longer-than-fifteen', 'asks by another name', 'both'],
      ['link-del-altname', 'ip link property del dev v0 altname a-name-longer-than-fifteen', 'removes another name'],
      [
        'link-set-port-options',
        'ip link set dev eth0 type bridge_slave cost 7 isolated on',
        'options of a port',
        'both',
      ],
      ['link-dump', 'ip -d link show', 'lists all links: a dump of several messages and its end', 'both'],
      ['link-dump-type', 'ip link show type bridge', 'lists the links of a kind: a filtered dump', 'both'],
      ['link-dump-master', 'ip link show master br0', 'lists the ports of a bridge: a filtered dump', 'both'],
      ['link-dump-statistics', 'ip -s -s link show', 'lists links with their statistics'],
      ['link-del', 'ip link del dev v0', 'removes a link', 'both'],
      ['link-get-missing', 'ip link show dev nothing0', 'a name that there is not: ENODEV', 'both'],
    ],
  },
  {
    setup: [...pair, 'ip link add br0 index 20 type bridge'],
    steps: [
      [
        'link-add-vxlan',
        'ip link add vx0 index 30 address 02:00:00:00:00:30 type vxlan id 42 dev v0 local 10.0.0.1 remote 10.0.0.2 ' +
          'dstport 4789 srcport 32768 61000 ttl 64 ageing 300 nolearning',
        'makes a vxlan device: ports in big endian, a range of ports, addresses of IPv4',
        'both',
      ],
      [
        'link-add-vxlan6',
        'ip link add vx1 index 31 type vxlan id 43 local 2001:db8::1 group ff05::42 dev v0 dstport 4790 noudp6zerocsumrx',
        'makes a vxlan device over IPv6',
      ],
      ['link-get-vxlan', 'ip -d link show dev vx0', 'a vxlan device', 'answers'],
      [
        'link-add-macvlan',
        'ip link add mv0 link v0 index 32 type macvlan mode bridge',
        'makes a macvlan device',
        'both',
      ],
      ['link-get-macvlan', 'ip -d link show dev mv0', 'a macvlan device', 'answers'],
      ['link-add-ifb', 'ip link add ifb0 index 33 type ifb', 'makes an intermediate functional block', 'both'],
      ['link-add-dummy', 'ip link add d0 type dummy', 'a kind that this kernel has not: an error with words', 'both'],
      ['link-add-vlan', 'ip link add vl0 link v0 type vlan id 10', 'makes a VLAN device'],
      [
        'link-add-vlan-qos',
        'ip link add vl1 link v0 type vlan proto 802.1ad id 20 reorder_hdr off gvrp on ' +
          'ingress-qos-map 1:2 3:4 egress-qos-map 5:6',
        'a VLAN device with flags and maps',
      ],
      ['link-add-ipvlan', 'ip link add iv0 link v0 type ipvlan mode l3 private', 'makes an ipvlan device'],
      ['link-add-vrf', 'ip link add vr0 type vrf table 1000', 'makes a VRF'],
      [
        'link-add-bond',
        'ip link add bo0 type bond mode 802.3ad miimon 100 lacp_rate fast xmit_hash_policy layer3+4',
        'makes a bond',
      ],
      [
        'link-add-bond-arp',
        'ip link add bo1 type bond mode active-backup arp_interval 200 arp_ip_target 10.0.0.1,10.0.0.2',
        'a bond with a list of addresses to ask',
      ],
      [
        'link-add-geneve',
        'ip link add ge0 type geneve id 5 remote 10.0.0.9 ttl 9',
        'a kind without a table of its own',
      ],
      [
        'link-add-veth-netns',
        'ip link add v2 type veth peer name v3 netns 1',
        "makes a pair whose other end lies in a process's network namespace",
      ],
      ['bridge-link-set', 'bridge link set dev v0 learning off flood off self', 'a link message of the bridge family'],
      ['bridge-link-dump', 'bridge link show', 'lists the ports of bridges', 'both'],
      ['bridge-vlan-add', 'bridge vlan add dev v0 vid 10-20 pvid untagged', 'a range of VLANs', 'both'],
      ['bridge-fdb-add', 'bridge fdb add 02:00:00:00:00:77 dev v0 self', 'adds an entry to a forwarding table', 'both'],
      ['bridge-fdb-append', 'bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.3 port 4789 vni 43', 'for a vxlan'],
      ['bridge-fdb-dump', 'bridge fdb show', 'lists forwarding tables', 'both'],
    ],
  },
  {
    setup: pair,
    steps: [
      ['addr-add', 'ip addr add 10.0.0.1/24 dev v0', 'adds an IPv4 address', 'both'],
      [
        'addr-add-full',
        'ip addr add 10.0.1.1/24 brd + dev v0 scope link label v0:1 valid_lft 600 preferred_lft 300 noprefixroute metric 50',
        'an address with broadcast, label, lifetimes, flags above 255 and a metric',
        'both',
      ],
      ['addr-add-peer', 'ip addr add 10.0.2.1 peer 10.0.2.2/32 dev v0', 'an address and its peer'],
      ['addr-add-6', 'ip addr add 2001:db8::1/64 dev v0 nodad', 'adds an IPv6 address', 'both'],
      ['addr-add-6-home', 'ip addr add 2001:db8::2/128 dev v0 home mngtmpaddr', 'an IPv6 address with flags'],
      ['addr-add-exists', 'ip addr add 10.0.0.1/24 dev v0', 'an address that is there: EEXIST', 'both'],
      [
        'addr-replace',
        'ip addr replace 10.0.0.1/24 dev v0 valid_lft 100 preferred_lft 100',
        'changes an address',
        'both',
      ],
      ['addr-dump', 'ip addr show dev v0', 'lists the addresses of a device: a filtered dump', 'both'],
      ['addr-dump-4', 'ip -4 addr show', 'lists IPv4 addresses', 'both'],
      ['addr-dump-6', 'ip -6 addr show', 'lists IPv6 addresses', 'both'],
      ['addr-del', 'ip addr del 10.0.0.1/24 dev v0', 'removes an address', 'both'],
      ['addr-del-missing', 'ip addr del 10.9.9.9/24 dev v0', 'an address that is not there: EADDRNOTAVAIL', 'both'],
      ['addrlabel-dump', 'ip addrlabel list', 'lists address labels', 'both'],
    ],
  },
  {
    setup: addressed,
    steps: [
      ['route-add', 'ip route add 10.1.0.0/16 via 10.0.0.254', 'adds a route through a gateway', 'both'],
      ['route-add-default', 'ip route add default via 10.0.0.254 dev v0 metric 100', 'adds a default route', 'both'],
      ['route-add-dev', 'ip route add 10.2.0.0/16 dev v0 scope link src 10.0.0.1', 'adds a route to a device', 'both'],
      ['route-add-exists', 'ip route add 10.1.0.0/16 via 10.0.0.254', 'a route that is there: EEXIST', 'both'],
      [
        'route-add-unreachable',
        'ip route add 10.3.0.0/16 via 192.0.2.1',
        'a gateway out of reach: ENETUNREACH',
        'both',
      ],
      ['route-add-blackhole', 'ip route add blackhole 10.4.0.0/16', 'a route that drops'],
      ['route-add-table', 'ip route add 10.5.0.0/16 via 10.0.0.254 table 1000', 'a table above 255', 'both'],
      [
        'route-add-metrics',
        'ip route add 10.6.0.0/16 via 10.0.0.254 mtu lock 1400 advmss 1360 window 1000 initcwnd 10 quickack 1 ' +
          'congctl cubic hoplimit 32',
        'a route with metrics, one of them locked, one a string',
        'both',
      ],
      [
        'route-add-multipath',
        'ip route add 10.7.0.0/16 nexthop via 10.0.0.253 dev v0 weight 3 nexthop via 10.0.0.254 dev v0 onlink',
        'a route with two next hops',
        'both',
      ],
      ['route-add-via-6', 'ip route add 10.8.0.0/16 via inet6 2001:db8::fe dev v0', 'IPv4 through IPv6', 'both'],
      ['route-add-onlink', 'ip route add 10.9.0.0/16 via 192.0.2.9 dev v0 onlink', 'a gateway that is on the link'],
      ['route-replace', 'ip route replace 10.1.0.0/16 via 10.0.0.253', 'replaces a route', 'both'],
      [
        'route-add-encap-ip',
        'ip route add 10.10.0.0/16 encap ip id 100 dst 10.20.0.1 ttl 5 dev v0',
        'a route that wraps packets: attributes by kind of encapsulation',
        'both',
      ],
      ['route-add-encap-mpls', 'ip route add 10.11.0.0/16 encap mpls 100/200 via 10.0.0.254', 'wraps in MPLS labels'],
      ['route-add-6', 'ip -6 route add 2001:db8:1::/48 via 2001:db8::fe metric 50', 'adds an IPv6 route', 'both'],
      [
        'route-add-6-pref',
        'ip -6 route add default via fe80::1 dev v0 pref high expires 500',
        'a preferred router',
        'both',
      ],
      [
        'route-add-6-seg6',
        'ip -6 route add 2001:db8:2::/48 encap seg6 mode encap segs 2001:db8::5,2001:db8::6 dev v0',
        'a segment routing header',
      ],
      ['route-get', 'ip route get 10.1.2.3', 'asks which way a packet takes', 'both'],
      [
        'route-get-from',
        'ip route get 10.1.2.3 from 10.0.0.1 mark 7 uid 0 ipproto tcp sport 99 dport 80',
        'in detail',
        'both',
      ],
      ['route-get-6', 'ip route get 2001:db8:1::1', 'the same with IPv6', 'both'],
      ['route-get-fibmatch', 'ip route get fibmatch 10.7.0.1', 'asks for the route itself: flags', 'both'],
      ['route-dump', 'ip route show', 'lists the main table', 'both'],
      ['route-dump-all', 'ip route show table all', 'lists every table', 'both'],
      ['route-dump-table', 'ip route show table 1000', 'lists a table above 255: a filtered dump', 'both'],
      ['route-dump-6', 'ip -6 route show', 'lists IPv6 routes', 'both'],
      ['route-del', 'ip route del 10.1.0.0/16', 'removes a route', 'both'],
      ['route-del-missing', 'ip route del 10.99.0.0/16', 'a route that is not there: ESRCH', 'both'],
      ['nexthop-add', 'ip nexthop add id 1 via 10.0.0.254 dev v0', 'a next hop of its own', 'both'],
      ['nexthop-add-group', 'ip nexthop add id 2 group 1,3', 'a group of next hops'],
      ['nexthop-dump', 'ip nexthop show', 'lists next hops', 'both'],
      ['route-add-nexthop', 'ip route add 10.12.0.0/16 nhid 1', 'a route that names a next hop', 'both'],
    ],
  },
  {
    setup: addressed,
    steps: [
      ['neigh-add', 'ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:99 dev v0 nud permanent', 'adds a neighbour', 'both'],
      [
        'neigh-add-exists',
        'ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:99 dev v0',
        'one that is there: EEXIST',
        'both',
      ],
      ['neigh-add-6', 'ip neigh add 2001:db8::2 lladdr 02:00:00:00:00:98 dev v0 router', 'an IPv6 router'],
      ['neigh-add-proxy', 'ip neigh add proxy 10.0.0.5 dev v0', 'answers for another'],
      [
        'neigh-add-learned',
        'ip neigh add 10.0.0.6 lladdr 02:00:00:00:00:97 dev v0 nud reachable extern_learn protocol 3',
        'flags and a protocol',
        'both',
      ],
      ['neigh-replace', 'ip neigh replace 10.0.0.2 lladdr 02:00:00:00:00:96 dev v0 nud stale', 'changes a neighbour'],
      ['neigh-get', 'ip neigh get 10.0.0.2 dev v0', 'asks for one neighbour', 'both'],
      ['neigh-dump', 'ip neigh show', 'lists neighbours', 'both'],
      ['neigh-dump-dev', 'ip neigh show dev v0 nud permanent', 'lists those of a device: a filtered dump', 'both'],
      ['neigh-dump-proxy', 'ip neigh show proxy', 'lists for whom is answered', 'both'],
      ['neigh-del', 'ip neigh del 10.0.0.2 dev v0', 'removes a neighbour', 'both'],
      ['neigh-del-missing', 'ip neigh del 10.0.0.77 dev v0', 'one that is not there: ENOENT', 'both'],
      ['ntable-dump', 'ip ntable show dev v0', 'lists the parameters of neighbour tables', 'both'],
      ['rule-add', 'ip rule add from 10.0.0.0/24 table 1000 priority 500', 'adds a rule', 'both'],
      [
        'rule-add-full',
        'ip rule add to 10.1.0.0/16 iif v0 oif v1 fwmark 0x10/0xff uidrange 100-200 ipproto tcp sport 1000-2000 ' +
          'dport 80 tos 0x10 suppress_prefixlength 8 lookup main pref 600',
        'a rule with everything in it',
        'both',
      ],
      ['rule-add-goto', 'ip rule add from 10.3.0.0/16 goto 600 pref 550', 'a rule that jumps'],
      ['rule-add-prohibit', 'ip -6 rule add from 2001:db8:3::/48 prohibit', 'an IPv6 rule that forbids'],
      ['rule-dump', 'ip rule show', 'lists rules', 'both'],
      ['rule-dump-6', 'ip -6 rule show', 'lists IPv6 rules', 'both'],
      ['rule-del', 'ip rule del pref 500', 'removes a rule', 'both'],
      ['rule-del-missing', 'ip rule del pref 501', 'a rule that is not there: ENOENT', 'both'],
      ['netconf-dump', 'ip netconf show', 'lists settings of all interfaces', 'both'],
      ['netconf-get', 'ip netconf show dev v0', 'the settings of one interface', 'both'],
    ],
  },
  {
    setup: ['ip netns add other', ...pair],
    steps: [
      ['nsid-set', 'ip netns set other 7', 'gives a namespace a number', 'both'],
      ['nsid-dump', 'ip netns list-id', 'lists the numbers of namespaces', 'both'],
      ['nsid-get', 'ip netns list', 'asks for the number of a namespace by descriptor', 'both'],
      ['link-set-netns', 'ip link set dev v1 netns other', 'moves a link by a descriptor of the namespace', 'both'],
      ['link-get-netnsid', 'ip -d link show dev v0', 'its other end lies in another namespace', 'answers'],
      ['link-set-netns-pid', 'ip link set dev v0 netns 1', "moves a link into a process's namespace"],
    ],
  },
  {
    setup: addressed,
    steps: [
      ['qdisc-dump', 'tc qdisc show', 'lists queueing disciplines', 'both'],
      ['qdisc-add-tbf', 'tc qdisc add dev v0 root tbf rate 1mbit burst 32kbit latency 400ms', 'a token bucket', 'both'],
      ['qdisc-add-ingress', 'tc qdisc add dev v0 ingress', 'for what comes in', 'both'],
      ['qdisc-get', 'tc -s qdisc show dev v0', 'with statistics', 'answers'],
      ['class-dump', 'tc class show dev v0', 'lists classes', 'both'],
      [
        'filter-add-u32',
        'tc filter add dev v0 parent ffff: protocol ip prio 1 u32 match ip dst 10.0.0.0/8 classid 1:1',
        'a filter',
        'both',
      ],
      [
        'filter-add-action',
        'tc filter add dev v0 parent ffff: protocol ip prio 2 u32 match ip dst 10.0.0.0/8 action drop',
        'an action that this kernel has not: an error with words',
        'both',
      ],
      ['filter-dump', 'tc filter show dev v0 parent ffff:', 'lists filters', 'both'],
      ['qdisc-add-unknown', 'tc qdisc add dev v0 root fq_codel', 'one that this kernel has not', 'both'],
    ],
  },
  {
    setup: addressed,
    steps: [
      ['ctrl-get', 'genl ctrl get name nlctrl', 'asks for a generic family by name', 'both'],
      ['ctrl-get-missing', 'genl ctrl get name nothing', 'a family that there is not: ENOENT', 'both'],
      ['ctrl-dump', 'genl ctrl list', 'lists generic families', 'both'],
      ['generic-mptcp-add', 'ip mptcp endpoint add 10.0.0.1 dev v0 id 3 signal', 'a message of another family', 'both'],
      ['sock-diag-tcp', 'ss -tan', 'lists TCP sockets', 'both'],
      ['sock-diag-unix', 'ss -xl', 'lists Unix sockets'],
    ].map(([name, ...rest]) => /** @type {Step} */ ([name, ...rest])),
  },
  {
    setup: addressed,
    steps: [],
    events: {
      command: 'ip monitor link address route neigh rule netconf nsid',
      during: [
        'ip link add e0 type veth peer name e1',
        'ip link set e0 up',
        'ip addr add 10.5.0.1/24 dev v0',
        'ip route add 10.6.0.0/24 via 10.0.0.9',
        'ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:55 dev v0',
        'ip rule add from 10.7.0.0/16 table 9',
        'ip rule del from 10.7.0.0/16 table 9',
        'ip neigh del 10.0.0.9 dev v0',
        'ip route del 10.6.0.0/24',
        'ip addr del 10.5.0.1/24 dev v0',
        'ip link del e0',
      ],
      names: {
        16: ['newlink', 'a link appeared or changed'],
        17: ['dellink', 'a link is gone'],
        20: ['newaddr', 'an address was added'],
        21: ['deladdr', 'an address was removed'],
        24: ['newroute', 'a route was added'],
        25: ['delroute', 'a route was removed'],
        28: ['newneigh', 'a neighbour was added'],
        29: ['delneigh', 'a neighbour was removed'],
        32: ['newrule', 'a rule was added'],
        33: ['delrule', 'a rule was removed'],
        80: ['newnetconf', 'the settings of an interface'],
        81: ['delnetconf', 'the settings of an interface are gone'],
      },
    },
  },
]

/** What a name says of the protocol, where it is not rtnetlink. */
export const protocolOf = (name) =>
  name.startsWith('ctrl-') || name.startsWith('generic-')
    ? 'generic'
    : name.startsWith('sock-diag-')
      ? 'sock_diag'
      : 'route'

const bases = {
  link: [16, 108],
  'bridge-link': [16],
  'bridge-vlan': [16],
  'bridge-fdb': [28],
  addrlabel: [72],
  addr: [20],
  route: [24],
  neigh: [28],
  rule: [32],
  qdisc: [36],
  class: [40],
  filter: [44],
  ntable: [64],
  netconf: [80],
  nsid: [88],
  nexthop: [104],
}

/** The types of message, by the first of each family, that a name is about; undefined where it does not matter. */
export const typesOf = (name) => Object.entries(bases).find(([prefix]) => name.startsWith(`${prefix}-`))?.[1]
