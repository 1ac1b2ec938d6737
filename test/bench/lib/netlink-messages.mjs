// SPDX-License-Identifier: Apache-2.0
// The messages of the netlink benchmark. The link is what Linux 6.18 tells of one end of a veth pair on a bridge, as
// `ip -s link` asks for it; without its statistics it is what `ip link` asks for.

const numbers = (count, value) => Array.from({ length: count }, () => value)
const names =
  'rx_packets tx_packets rx_bytes tx_bytes rx_errors tx_errors rx_dropped tx_dropped multicast collisions ' +
  'rx_length_errors rx_over_errors rx_crc_errors rx_frame_errors rx_fifo_errors rx_missed_errors tx_aborted_errors ' +
  'tx_carrier_errors tx_fifo_errors tx_heartbeat_errors tx_window_errors rx_compressed tx_compressed rx_nohandler'
const stats = Object.fromEntries(names.split(' ').map((name, index) => [name, index < 4 ? 1000 + index : 0]))

/** A request to make a link, with so many attributes: all of them numbers but the first two. */
export const request = (sequence, attributes = 8) => ({
  type: 'RTM_NEWLINK',
  flags: ['NLM_F_REQUEST', 'NLM_F_ACK', 'NLM_F_EXCL', 'NLM_F_CREATE'],
  sequence,
  port: 0,
  header: { family: 'AF_UNSPEC', type: 'ARPHRD_NETROM', index: 0, flags: ['IFF_UP'], change: ['IFF_UP'] },
  attributes: [
    { name: 'IFLA_IFNAME', value: `eth${sequence % 1000}` },
    { name: 'IFLA_ADDRESS', value: '02:00:00:00:00:01' },
    ...Array.from({ length: attributes - 2 }, (_, index) => {
      const name = ['MTU', 'LINK', 'TXQLEN', 'GROUP', 'NUM_TX_QUEUES', 'NUM_RX_QUEUES'][index % 6]
      return { name: `IFLA_${name}`, value: 1000 + index }
    }),
  ],
})

/** A link of a dump. */
export function link(index, statistics) {
  const inet6 = [
    { name: 'IFLA_INET6_FLAGS', value: ['IF_READY'] },
    {
      name: 'IFLA_INET6_CACHEINFO',
      value: { max_reasm_len: 65535, tstamp: 7000, reachable_time: 40000, retrans_time: 1000 },
    },
    { name: 'IFLA_INET6_CONF', value: numbers(61, 1) },
    { name: 'IFLA_INET6_STATS', value: numbers(38, 5n) },
    { name: 'IFLA_INET6_ICMP6STATS', value: numbers(7, 1n) },
    { name: 'IFLA_INET6_TOKEN', value: '::' },
    { name: 'IFLA_INET6_ADDR_GEN_MODE', value: 'IN6_ADDR_GEN_MODE_EUI64' },
  ]
  const mac = `02:00:00:00:${hex(index >> 8)}:${hex(index & 255)}`
  const number = (name, value = 1) => ({ name: `IFLA_${name}`, value })
  return {
    type: 'RTM_NEWLINK',
    flags: ['NLM_F_MULTI'],
    sequence: 1,
    port: 4242,
    header: {
      family: 'AF_UNSPEC',
      type: 'ARPHRD_ETHER',
      index,
      flags: ['IFF_UP', 'IFF_BROADCAST', 'IFF_RUNNING', 'IFF_MULTICAST', 'IFF_LOWER_UP'],
      change: [],
    },
    attributes: [
      { name: 'IFLA_IFNAME', value: `veth${index}` },
      ...['TXQLEN', 'NETNS_IMMUTABLE', 'LINKMODE', 'OPERSTATE'].map((name) => number(name)),
      ...['MTU', 'MIN_MTU', 'MAX_MTU', 'GROUP', 'PROMISCUITY', 'ALLMULTI', 'NUM_TX_QUEUES'].map((name) => number(name)),
      ...['GSO_MAX_SEGS', 'GSO_MAX_SIZE', 'GRO_MAX_SIZE', 'GSO_IPV4_MAX_SIZE'].map((name) => number(name, 65536)),
      ...['GRO_IPV4_MAX_SIZE', 'TSO_MAX_SIZE', 'TSO_MAX_SEGS', 'NUM_RX_QUEUES'].map((name) => number(name, 65536)),
      ...['MASTER', 'CARRIER', 'CARRIER_CHANGES', 'CARRIER_UP_COUNT', 'CARRIER_DOWN_COUNT'].map((name) => number(name)),
      ...['PROTO_DOWN', 'HEADROOM', 'TAILROOM', 'LINK', 'LINK_NETNSID'].map((name) => number(name)),
      { name: 'IFLA_QDISC', value: 'noqueue' },
      { name: 'IFLA_MAP', value: {} },
      { name: 'IFLA_ADDRESS', value: mac },
      { name: 'IFLA_BROADCAST', value: 'ff:ff:ff:ff:ff:ff' },
      ...(statistics
        ? [
            { name: 'IFLA_STATS64', value: { ...stats, rx_otherhost_dropped: 0 } },
            { name: 'IFLA_STATS', value: stats },
          ]
        : []),
      { name: 'IFLA_XDP', attributes: [{ name: 'IFLA_XDP_ATTACHED', value: 'XDP_ATTACHED_NONE' }] },
      {
        name: 'IFLA_LINKINFO',
        attributes: [
          { name: 'IFLA_INFO_KIND', value: 'veth' },
          { name: 'IFLA_INFO_SLAVE_KIND', value: 'bridge' },
          {
            name: 'IFLA_INFO_SLAVE_DATA',
            attributes: [
              { name: 'IFLA_BRPORT_STATE', value: 'BR_STATE_FORWARDING' },
              { name: 'IFLA_BRPORT_PRIORITY', value: 32 },
              { name: 'IFLA_BRPORT_COST', value: 2 },
            ],
          },
        ],
      },
      {
        name: 'IFLA_AF_SPEC',
        attributes: [
          { name: 'AF_INET', attributes: [{ name: 'IFLA_INET_CONF', value: numbers(33, 1) }] },
          { name: 'AF_INET6', attributes: inet6.filter(({ name }) => statistics || !name.endsWith('STATS')) },
        ],
      },
    ],
  }
}

const hex = (byte) => byte.toString(16).padStart(2, '0')
