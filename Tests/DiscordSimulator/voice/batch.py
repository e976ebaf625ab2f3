"""`recvmmsg` by ctypes: many datagrams, with the kernel's arrival times, in one system call."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Iterator

BATCH = 64
SLOT = 2048
CONTROL = 64
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33
MSG_DONTWAIT = 0x40
_TIME = struct.Struct("@qq")
_CONTROL_HEADER = 16


class _IOVec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _MsgHdr(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p),
        ("namelen", ctypes.c_uint32),
        ("iov", ctypes.c_void_p),
        ("iovlen", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("controllen", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _MMsgHdr(ctypes.Structure):
    _fields_ = (("header", _MsgHdr), ("length", ctypes.c_uint))


_recvmmsg = ctypes.CDLL(None, use_errno=True).recvmmsg
_recvmmsg.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p]
_recvmmsg.restype = ctypes.c_int


def udp_socket(host: str, receive_buffer: int = 32 << 20) -> socket.socket:
    """A non-blocking UDP socket on a free port, with kernel time stamps and as large a buffer as we may have."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer)
    except PermissionError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    sock.bind((host, 0))
    return sock


class BatchReader:
    """Preallocated memory for one thread's `recvmmsg` calls."""

    def __init__(self) -> None:
        self._data = bytearray(BATCH * SLOT)
        self._names = bytearray(BATCH * 16)
        self._controls = bytearray(BATCH * CONTROL)
        data, names, controls = (_address(item) for item in (self._data, self._names, self._controls))
        self._vectors = (_IOVec * BATCH)()
        self._headers = (_MMsgHdr * BATCH)()
        vectors = ctypes.addressof(self._vectors)
        for index in range(BATCH):
            self._vectors[index] = _IOVec(data + index * SLOT, SLOT)
            self._headers[index].header = _MsgHdr(
                names + index * 16,
                16,
                vectors + index * ctypes.sizeof(_IOVec),
                1,
                controls + index * CONTROL,
                CONTROL,
                0,
            )
        self._template = bytes(self._headers)

    def read(self, sock: socket.socket) -> Iterator[tuple[bytes, int, tuple[str, int]]]:
        """Each waiting datagram as (bytes, arrival in ns of Unix time, sender)."""
        while True:
            count = _recvmmsg(sock.fileno(), ctypes.addressof(self._headers), BATCH, MSG_DONTWAIT, None)
            if count <= 0:
                error = ctypes.get_errno()
                if count < 0 and error not in (11, 4, 111):
                    raise OSError(error, os.strerror(error))
                return
            for index in range(count):
                start = index * SLOT
                name = index * 16
                seconds, nanoseconds = _TIME.unpack_from(self._controls, index * CONTROL + _CONTROL_HEADER)
                port = (self._names[name + 2] << 8) | self._names[name + 3]
                host = "%d.%d.%d.%d" % tuple(self._names[name + 4 : name + 8])  # noqa: UP031 - twice as fast
                length = self._headers[index].length
                yield (
                    bytes(self._data[start : start + length]),
                    seconds * 1_000_000_000 + nanoseconds,
                    (host, port),
                )
            ctypes.memmove(self._headers, self._template, count * ctypes.sizeof(_MMsgHdr))
            if count < BATCH:
                return


def _address(buffer: bytearray) -> int:
    return ctypes.addressof((ctypes.c_char * len(buffer)).from_buffer(buffer))
