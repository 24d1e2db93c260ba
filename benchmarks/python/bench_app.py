"""The contender in Python: stock Celery. The app of the worker (-A bench_app), and `python bench_app.py produce |
roundtrip | canvas`. Its twin in Java is io.celeriac.benchmarks. The harness says by environment variables what to do.
"""
import json
import mmap
import os
import struct
import sys
import threading
import time

from celery import Celery, chain, chord

env = os.environ.get
backend = env("BENCH_BACKEND_URL")
counter_dir = env("BENCH_COUNTER_DIR", "/tmp")
queue = env("BENCH_QUEUE", "celery")

app = Celery("bench", broker=env("BENCH_BROKER_URL"), backend=backend)
app.conf.update(
    task_default_queue=queue,
    task_default_exchange=queue,
    task_default_routing_key=queue,
    task_ignore_result=backend is None,
    worker_prefetch_multiplier=int(env("BENCH_PREFETCH_MULTIPLIER", "4")),
    broker_transport_options={"confirm_publish": True} if env("BENCH_CONFIRM") == "1" else {},
    broker_connection_retry_on_startup=True,
)

_pid = None
_map = None
_samples = None
_lock = threading.Lock()


def own_files():
    """The files of this process: a pool's processes are forks, and each counts for itself."""
    global _pid, _map, _samples
    if os.getpid() != _pid:
        _pid = os.getpid()
        path = os.path.join(counter_dir, f"{_pid}.cnt")
        with open(path, "wb") as f:
            f.write(bytes(24))
        with open(path, "r+b") as f:
            _map = mmap.mmap(f.fileno(), 24)
        _samples = open(os.path.join(counter_dir, f"{_pid}.lat"), "wb", buffering=0)


def done():
    """Tasks done, the time of the first, the time of the last: nanoseconds since the epoch."""
    now = time.time_ns()
    with _lock:
        own_files()
        n, first, _ = struct.unpack_from("<QQQ", _map)
        struct.pack_into("<QQQ", _map, 0, n + 1, first or now, now)


@app.task(name="bench.noop")
def noop():
    done()


@app.task(name="bench.add")
def add(x, y):
    done()
    return x + y


@app.task(name="bench.payload")
def payload(text):
    done()
    return len(text)


@app.task(name="bench.spin")
def spin(rounds):
    x, mask = 88172645463325252, (1 << 64) - 1
    for _ in range(rounds):
        x ^= x << 13 & mask
        x ^= x >> 7
        x ^= x << 17 & mask
    done()
    return x >> 1


@app.task(name="bench.total")
def total(parts):
    return sum(parts)


@app.task(name="bench.sleep")
def sleep(ms):
    time.sleep(ms / 1000)
    done()


@app.task(name="bench.stamp")
def stamp(sent_us):
    late = time.time_ns() // 1000 - sent_us
    with _lock:
        own_files()
        _samples.write(struct.pack("<q", late))
    done()


def produce(n):
    text = "x" * int(env("BENCH_PAYLOAD", "1024"))
    send = {
        "add": lambda i: add.delay(i, 1), "noop": lambda i: noop.delay(), "payload": lambda i: payload.delay(text),
    }[env("BENCH_TASK", "add")]
    add.apply_async((0, 0), queue=queue + ".warm")  # connects before the clock starts
    start, cpu = time.perf_counter(), time.process_time()
    for i in range(n):
        send(i)
    return {"n": n, "seconds": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}


def roundtrip(n):
    times = []
    for i in range(-10, n):
        start = time.perf_counter()
        assert add.delay(i, 1).get(timeout=30) == i + 1
        if i >= 0:
            times.append(int((time.perf_counter() - start) * 1e6))
    return {"n": n, "us": sorted(times)}


def canvas(n):
    """Once, and then some times more in the same processes, the last three of which are looked at."""
    if env("BENCH_CANVAS", "chord") == "chord":
        workflow, answer = lambda: chord([add.s(i, i) for i in range(n)])(total.s()), n * (n - 1)
    else:
        workflow, answer = lambda: chain(add.s(0, 1), *[add.s(1) for _ in range(n - 1)])(), n
    assert add.delay(1, 2).get(timeout=30) == 3  # connects before the clock starts
    times = []
    for _ in range(1 + max(3, int(env("BENCH_AGAIN", "3")))):
        start = time.perf_counter()
        result = workflow()
        sent = time.perf_counter() - start
        assert result.get(timeout=300) == answer
        times.append((time.perf_counter() - start, sent))
    return {"n": n, "seconds": times[0][0], "send_seconds": times[0][1],
            "warm_seconds": sorted(t for t, _ in times[-3:])[1]}


if __name__ == "__main__":
    found = {"produce": produce, "roundtrip": roundtrip, "canvas": canvas}[sys.argv[1]](int(env("BENCH_N", "1000")))
    print(json.dumps(found))
