"""The harness's own clients: just enough AMQP 0-9-1 and RESP to fill, watch and clear queues, and task
messages of protocol 2. Standard library only, so that no contender's client library is in the path.
"""
import base64
import itertools
import json
import os
import socket
import struct
import time
from datetime import datetime, timezone
from urllib.parse import unquote, urlparse

ID = b"@@@@@@@@-id@@-id@@-id@@-@@@@@@@@@@@@"  # 36 bytes, as a UUID
NOW = b"9090909090909090"  # 16 digits: microseconds since the epoch
BODY_FRAME = 128_000  # RabbitMQ takes frames of 128 KiB
ETA = b"2001-01-01T00:00:00.000000+00:00"


def connect(url):
    return Redis(url) if url.startswith("redis") else Amqp(url)


def fresh_ids():
    prefix = os.urandom(4).hex().encode()
    return (b"%s-0000-4000-8000-%012x" % (prefix, n) for n in itertools.count())


def now_us():
    return b"%016d" % (time.time_ns() // 1000)


def iso(us):
    return datetime.fromtimestamp(us / 1e6, timezone.utc).isoformat(timespec="microseconds").encode()


class Call:
    """One kind of message, as a template: ID, NOW and ETA are filled in for each that is sent."""

    def __init__(self, task, args, ignore_result=True, eta=False):
        ident = ID.decode()
        self.headers = {
            "lang": "py", "task": task, "id": ident, "shadow": None, "eta": ETA.decode() if eta else None, "expires": None,
            "group": None, "group_index": None, "retries": 0, "timelimit": [None, None],
            "root_id": ident, "parent_id": None, "argsrepr": repr(tuple(args))[:64], "kwargsrepr": "{}",
            "origin": "gen1@bench", "ignore_result": ignore_result, "replaced_task_nesting": 0,
            "stamped_headers": None, "stamps": {},
        }
        embed = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
        self.body = json.dumps([args, {}, embed]).encode()


# ---------------------------------------------------------------- AMQP

def short_string(s):
    b = s.encode() if isinstance(s, str) else s
    return bytes([len(b)]) + b


def long_string(b):
    return struct.pack(">I", len(b)) + b


def field(v):
    if v is None:
        return b"V"
    if isinstance(v, bool):
        return b"t" + bytes([v])
    if isinstance(v, int):
        return b"I" + struct.pack(">i", v)
    if isinstance(v, str):
        return b"S" + long_string(v.encode())
    if isinstance(v, list):
        return b"A" + long_string(b"".join(field(x) for x in v))
    return b"F" + field_table(v)


def field_table(d):
    return long_string(b"".join(short_string(k) + field(v) for k, v in d.items()))


def frame(kind, channel, payload):
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + b"\xce"


class Amqp:
    def __init__(self, url):
        u = urlparse(url)
        self.socket = socket.create_connection((u.hostname, u.port or 5672))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb", 65536)
        self.socket.sendall(b"AMQP\x00\x00\x09\x01")
        self._expect(10, 10)
        plain = b"\0%s\0%s" % ((u.username or "guest").encode(), (u.password or "guest").encode())
        self._send(0, 10, 11, field_table({}) + short_string("PLAIN") + long_string(plain) + short_string("en_US"))
        channels, frames, _ = struct.unpack(">HIH", self._expect(10, 30))
        self._send(0, 10, 31, struct.pack(">HIH", channels, frames, 0))
        self._send(0, 10, 40, short_string(unquote(u.path[1:]) or "/") + short_string("") + b"\0")
        self._expect(10, 41)
        self._open_channel()

    def _open_channel(self):
        self._send(1, 20, 10, short_string(""))
        self._expect(20, 11)

    def _send(self, channel, kind, method, arguments=b""):
        self.socket.sendall(frame(1, channel, struct.pack(">HH", kind, method) + arguments))

    def _expect(self, kind, method):
        while True:
            frame_type, _, size = struct.unpack(">BHI", self.reader.read(7))
            payload = self.reader.read(size + 1)[:-1]
            if frame_type != 1:
                continue
            got = struct.unpack(">HH", payload[:4])
            if got == (kind, method):
                return payload[4:]
            if got == (20, 40):  # channel.close
                self._send(1, 20, 41)
                self._open_channel()
                raise LookupError(payload[4:])
            if got == (10, 50):  # connection.close
                raise ConnectionError(payload[4:])

    def declare(self, queue, passive=False):
        """How many messages are ready."""
        self._send(1, 50, 10, b"\0\0" + short_string(queue) + bytes([1 if passive else 2]) + field_table({}))
        answer = self._expect(50, 11)
        return struct.unpack(">II", answer[1 + answer[0]:])[0]

    def depth(self, queue):
        try:
            return self.declare(queue, passive=True)
        except LookupError:
            return 0

    def leftovers(self, queue):
        return self.depth(queue)

    def clear(self, queue):
        self.remove(queue)
        self.declare(queue)

    def remove(self, queue):
        self._send(1, 50, 40, b"\0\0" + short_string(queue) + b"\0")
        try:
            self._expect(50, 41)
        except LookupError:
            pass

    @staticmethod
    def _template(call, queue):
        # content-type, content-encoding, headers, delivery-mode, priority, correlation-id
        flags = 1 << 15 | 1 << 14 | 1 << 13 | 1 << 12 | 1 << 11 | 1 << 10
        properties = (short_string("application/json") + short_string("utf-8") + field_table(call.headers)
                      + bytes([2, 0]) + short_string(ID))
        header = struct.pack(">HHQH", 60, 0, len(call.body), flags) + properties
        publish = struct.pack(">HHH", 60, 40, 0) + short_string("") + short_string(queue) + b"\0"
        body = [frame(3, 1, call.body[i:i + BODY_FRAME]) for i in range(0, len(call.body), BODY_FRAME)]
        return b"".join([frame(1, 1, publish), frame(2, 1, header), *body])

    def fill(self, call, queue, n, etas=None):
        """N messages; with etas, microseconds since the epoch, each has its own, and is told it as NOW."""
        template, ids = self._template(call, queue), fresh_ids()
        for start in range(0, n, 200):
            self.socket.sendall(b"".join(
                self._with_eta(template.replace(ID, next(ids)), etas and etas[i]) for i in range(start, min(n, start + 200))))
        self.declare(queue, passive=True)  # answered after every publish of this channel

    @staticmethod
    def _with_eta(message, us):
        return message if us is None else message.replace(NOW, b"%016d" % us).replace(ETA, iso(us))

    def sender(self, call, queue):
        template, ids = self._template(call, queue), fresh_ids()
        return lambda: self.socket.sendall(template.replace(ID, next(ids)).replace(NOW, now_us()))


# ---------------------------------------------------------------- Redis

class Redis:
    def __init__(self, url):
        u = urlparse(url)
        self.socket = socket.create_connection((u.hostname, u.port or 6379))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb", 65536)
        self("SELECT", u.path[1:] or "0")

    def __call__(self, *arguments):
        parts = [a if isinstance(a, bytes) else str(a).encode() for a in arguments]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        return self._reply()

    def _reply(self):
        line = self.reader.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if int(rest) < 0 else self.reader.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self._reply() for _ in range(int(rest))]
        return rest

    def depth(self, queue):
        return self("LLEN", queue)

    def leftovers(self, queue):
        # The second is the list of what Rusty Celery has taken.
        return self("LLEN", queue) + sum(self("HLEN", key) for key in ("unacked", f"_celery.{queue}_process_map"))

    def clear(self, queue):
        self("FLUSHDB")

    def remove(self, queue):
        self("DEL", queue)

    @staticmethod
    def _template(call, queue):
        ident = ID.decode()
        return json.dumps({
            "body": "@BODY@", "content-encoding": "utf-8", "content-type": "application/json",
            "headers": call.headers,
            "properties": {
                "correlation_id": ident, "reply_to": "bench", "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": queue}, "priority": 0,
                "body_encoding": "base64", "delivery_tag": ident,
            },
        }).encode()

    def fill(self, call, queue, n, etas=None):
        template, ids = self._template(call, queue), fresh_ids()
        body = base64.b64encode(call.body)
        for start in range(0, n, 500):
            batch = []
            for i in range(start, min(n, start + 500)):
                message = template.replace(ID, next(ids))
                if etas:
                    body = base64.b64encode(call.body.replace(NOW, b"%016d" % etas[i]))
                    message = message.replace(ETA, iso(etas[i]))
                batch.append(message.replace(b"@BODY@", body))
            self("LPUSH", queue, *batch)

    def sender(self, call, queue):
        template, ids = self._template(call, queue), fresh_ids()

        def send():
            body = base64.b64encode(call.body.replace(NOW, now_us()))
            self("LPUSH", queue, template.replace(ID, next(ids)).replace(b"@BODY@", body))
        return send
