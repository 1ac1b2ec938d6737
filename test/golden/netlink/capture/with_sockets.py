# SPDX-License-Identifier: Apache-2.0
# What the kernel sends of itself, heard on plain sockets: device events of a network namespace, and events of
# processes. Runs under strace, once with each argument.
import os
import socket
import struct
import subprocess
import sys


def step(name, meaning, protocol):
    os.write(2, f'@{name}\t{protocol}\t{meaning}'.encode())


def uevent():
    events = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15)
    events.bind((0, 1))
    events.settimeout(5)
    step('uevent-add', 'a device appeared: text, without any header', 'uevent')
    subprocess.run(['ip', 'link', 'add', 'br0', 'type', 'bridge'], check=True)
    events.recv(8192)
    events.recv(8192)
    step('uevent-remove', 'a device is gone', 'uevent')
    subprocess.run(['ip', 'link', 'del', 'br0'], check=True)
    events.recv(8192)


def connector():
    events = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 11)
    events.bind((0, 1))
    events.settimeout(5)
    step('connector-listen', 'asks for events of processes; a process was made', 'connector')
    payload = struct.pack('=IIIIHHI', 1, 1, 0, 0, 4, 0, 1)
    events.send(struct.pack('=IHHII', 16 + len(payload), 3, 0, 0, os.getpid()) + payload)
    events.recv(8192)
    subprocess.run(['true'], check=True)
    events.recv(8192)
    events.recv(8192)


{'uevent': uevent, 'connector': connector}[sys.argv[1]]()
os.write(2, b'@')
