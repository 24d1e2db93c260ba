"""The contender in Python: stock Celery. The app of the worker (-A bench_app), and `python bench_app.py produce |
roundtrip | chord | chain`. Its twin in Java is io.celeriac.benchmarks. The harness says by environment variables what to do.
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

app = Celery("bench", broker=env("BENCH_BROKER_URL"), backend=backend)
app.conf.update(
    task_ignore_result=backend is None,
    worker_prefetch_multiplier=int(env("BENCH_PREFETCH_MULTIPLIER", "4")),
    # `send` of the Java side waits for the confirm too. Redis confirms by its answer.
    broker_transport_options={"confirm_publish": True} if env("BENCH_BROKER_URL", "").startswith("amqp") else {},
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
        path = os.path.join(counter_dir, f"{_pid}.count")
        with open(path, "wb") as f:
            f.write(bytes(24))
        with open(path, "r+b") as f:
            _map = mmap.mmap(f.fileno(), 24)
        _samples = open(os.path.join(counter_dir, f"{_pid}.samples"), "wb", buffering=0)


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
    add.apply_async((0, 0), queue="celery.warm")  # connects before the clock starts
    start, cpu = time.perf_counter(), time.process_time()
    for i in range(n):
        add.delay(i, 1)
    return {"seconds": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}


def roundtrip(n):
    for _ in range(20):
        add.delay(1, 2).get(timeout=30)
    times = []
    for i in range(n):
        start = time.perf_counter()
        assert add.delay(i, 1).get(timeout=30) == i + 1
        times.append(int((time.perf_counter() - start) * 1e6))
    return {"us": times}


def repeated(workflow, answer):
    seconds = []
    for _ in range(4):
        start = time.perf_counter()
        assert workflow().get(timeout=120) == answer
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds}


def run_chord(n):
    return repeated(lambda: chord([add.s(i, 1) for i in range(n)])(total.s()), n * (n + 1) // 2)


def run_chain(n):
    return repeated(lambda: chain(add.s(0, 1), *[add.s(1) for _ in range(n - 1)])(), n)


if __name__ == "__main__":
    measure = {"produce": produce, "roundtrip": roundtrip, "chord": run_chord, "chain": run_chain}[sys.argv[1]]
    print(json.dumps(measure(int(env("BENCH_N")))))
