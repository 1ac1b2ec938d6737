# SPDX-License-Identifier: Apache-2.0
# The same messages with python3-pyroute2: prints nanoseconds a message for encoding, decoding, and decoding the dump.
import sys
import time

from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg
from pyroute2.netlink.rtnl.marshal import MarshalRtnl

flags = 0x605
names = ['MTU', 'LINK', 'TXQLEN', 'GROUP', 'NUM_TX_QUEUES', 'NUM_RX_QUEUES']


def request(sequence):
    message = ifinfmsg()
    message['header'] = {'type': 16, 'flags': flags, 'sequence_number': sequence, 'pid': 0}
    message['flags'] = message['change'] = 1
    message['attrs'] = [
        ('IFLA_IFNAME', 'eth%d' % sequence),
        ('IFLA_ADDRESS', '02:00:00:00:00:01'),
        *[('IFLA_' + name, 1000 + index) for index, name in enumerate(names)],
    ]
    return message


def best(work, count):
    times = []
    for _ in range(5):
        started = time.perf_counter_ns()
        work()
        times.append(time.perf_counter_ns() - started)
    return min(times) // count


def encode():
    out = b''
    for sequence in range(count):
        message = request(sequence)
        message.encode()
        out += bytes(message.data)
    return out


def decode(data):
    for message in MarshalRtnl().parse(data):
        # Its attributes are decoded when they are looked at.
        message.get('attrs')
        for _, value in message['attrs']:
            getattr(value, 'get', lambda _: None)('attrs')


count = 200
requests = encode()
assert requests == open(sys.argv[1], 'rb').read(), 'the requests are not the same bytes'
dump = open(sys.argv[2], 'rb').read()
print(best(encode, count), best(lambda: decode(requests), count), best(lambda: decode(dump), count))
