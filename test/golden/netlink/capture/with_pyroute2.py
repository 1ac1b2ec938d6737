# SPDX-License-Identifier: Apache-2.0
# What is asked of pyroute2, in a network namespace of its own and under strace. Before each request its name and
# meaning go to the standard error, where the trace shows them between the system calls.
import os
from socket import AF_INET6

from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError
from pyroute2.netlink.generic import GenericNetlinkSocket, ctrlmsg


def step(name, meaning, protocol='route'):
    os.write(2, f'@{name}\t{protocol}\t{meaning}'.encode())


def attempt(call, *arguments, **options):
    try:
        return call(*arguments, **options)
    except NetlinkError:
        return None


with IPRoute() as ip:
    step('link-get', 'asks for a link by name')
    ip.link('get', ifname='lo')
    step('link-up', 'brings loopback up')
    ip.link('set', index=1, state='up')
    step('link-add-veth', 'makes a pair of veth devices')
    ip.link('add', ifname='v0', kind='veth', peer={'ifname': 'v1'}, address='02:00:00:00:00:01')
    step('link-add-bridge', 'makes a bridge with options')
    ip.link('add', ifname='br0', kind='bridge', br_stp_state=1, br_ageing_time=500)
    v0 = ip.link_lookup(ifname='v0')[0]
    br0 = ip.link_lookup(ifname='br0')[0]
    step('link-set-master', 'puts a device into a bridge')
    ip.link('set', index=v0, master=br0)
    step('link-set', 'changes MTU, name and queue of a link at once')
    ip.link('set', index=v0, mtu=1400, txqlen=100, ifalias='uplink')
    step('link-add-vlan', 'makes a VLAN device')
    attempt(ip.link, 'add', ifname='vl0', kind='vlan', link=v0, vlan_id=10)
    step('link-add-vxlan', 'makes a vxlan device')
    attempt(ip.link, 'add', ifname='vx0', kind='vxlan', vxlan_link=v0, vxlan_id=7, vxlan_group='239.1.1.1', vxlan_ttl=16)
    step('link-add-macvlan', 'makes a macvlan device')
    attempt(ip.link, 'add', ifname='mv0', kind='macvlan', link=v0, macvlan_mode='bridge')
    step('link-add-ipvlan', 'makes an ipvlan device')
    attempt(ip.link, 'add', ifname='iv0', kind='ipvlan', link=v0, ipvlan_mode=1)
    step('link-add-bond', 'makes a bond')
    attempt(ip.link, 'add', ifname='bo0', kind='bond', bond_mode=4)
    step('link-add-vrf', 'makes a VRF')
    attempt(ip.link, 'add', ifname='vr0', kind='vrf', vrf_table=42)
    step('link-add-dummy', 'a kind that this kernel has not')
    attempt(ip.link, 'add', ifname='d0', kind='dummy')
    step('altname-add', 'adds another name')
    ip.link('property_add', index=v0, altname='uplink-of-the-test')
    step('links-dump', 'lists all links')
    list(ip.get_links())
    ip.link('set', index=v0, state='up')
    step('addr-add', 'adds an IPv4 address')
    ip.addr('add', index=v0, address='10.0.0.1', prefixlen=24, broadcast='10.0.0.255', label='v0:a')
    step('addr-add-6', 'adds an IPv6 address')
    ip.addr('add', index=v0, address='2001:db8::1', prefixlen=64, family=AF_INET6)
    step('addr-dump', 'lists addresses')
    list(ip.get_addr())
    step('route-add', 'adds a route through a gateway')
    ip.route('add', dst='10.1.0.0/16', gateway='10.0.0.254')
    step('route-add-table', 'a table above 255')
    ip.route('add', dst='10.2.0.0/16', gateway='10.0.0.254', table=1000, priority=7)
    step('route-add-metrics', 'a route with metrics')
    ip.route('add', dst='10.3.0.0/16', gateway='10.0.0.254', metrics={'mtu': 1400, 'hoplimit': 16})
    step('route-add-multipath', 'a route with two next hops')
    ip.route(
        'add',
        dst='10.4.0.0/16',
        multipath=[{'gateway': '10.0.0.253', 'hops': 2}, {'gateway': '10.0.0.254', 'oif': v0}],
    )
    step('route-add-encap', 'wraps in MPLS labels')
    attempt(ip.route, 'add', dst='10.5.0.0/16', oif=v0, encap={'type': 'mpls', 'labels': '200/300'})
    step('route-add-6', 'adds an IPv6 route')
    ip.route('add', dst='2001:db8:1::/48', gateway='2001:db8::fe')
    step('route-get', 'asks which way a packet takes')
    ip.route('get', dst='10.1.2.3')
    step('route-dump', 'lists routes')
    list(ip.get_routes())
    step('route-del', 'removes a route')
    ip.route('del', dst='10.1.0.0/16')
    step('neigh-add', 'adds a neighbour')
    ip.neigh('add', dst='10.0.0.2', lladdr='02:00:00:00:00:99', ifindex=v0)
    step('neigh-dump', 'lists neighbours')
    list(ip.get_neighbours())
    step('fdb-add', 'adds an entry to a forwarding table')
    attempt(ip.fdb, 'add', ifindex=v0, lladdr='02:00:00:00:00:77')
    step('rule-add', 'adds a rule')
    ip.rule('add', table=1000, priority=500, src='10.0.0.0', src_len=24)
    step('rule-add-mark', 'a rule on marks and a device')
    ip.rule('add', table=1001, priority=501, fwmark=16, fwmask=255, iifname='v0')
    step('rule-dump', 'lists rules')
    list(ip.get_rules())
    step('qdisc-add', 'a token bucket')
    ip.tc('add', 'tbf', v0, 0x10000, rate='1mbit', burst=32768, latency='400ms')
    step('qdisc-dump', 'lists queueing disciplines')
    list(ip.get_qdiscs())
    step('link-netns-pid', "moves a link into a process's namespace")
    attempt(ip.link, 'set', index=v0, net_ns_pid=999999)
    step('link-del', 'removes a link')
    ip.link('del', index=v0)

with GenericNetlinkSocket() as generic:
    step('ctrl-get', 'asks for a generic family by name', 'generic')
    attempt(generic.bind, 'nlctrl', ctrlmsg)
os.write(2, b'@')
