"""Who is measured: the processes of a contender, as contenders.toml says how to start them."""
import glob
import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import tomllib

from . import machine, wire

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
QUEUE = "celery"
URLS = {"rabbitmq": os.environ.get("BENCH_AMQP_URL", ""), "redis": os.environ.get("BENCH_REDIS_URL", "")}
RESULTS = (URLS["redis"] or "redis://").rsplit("/", 1)[0] + "/1"
BROKERS = [int(p) for p in os.environ.get("BENCH_BROKER_PIDS", "").replace(",", " ").split()]


def everyone():
    with open(os.path.join(HERE, "contenders.toml"), "rb") as f:
        return {name: table | {"name": name} for name, table in tomllib.load(f).items()}


def missing(contender):
    """The variable that ./benchmark would have set had it been able to install this one."""
    return next((v for v in contender.get("needs", []) if not os.environ.get(v)), None)


def environment(contender, options, **more):
    """By README.md's table; what a contender's own table says goes first."""
    concurrency = options.concurrency or contender.get("concurrency")
    prefetch = concurrency if options.fill_slots and contender.get("async") else None
    env = {
        "BENCH_BROKER_URL": URLS[options.broker], "BENCH_QUEUE": QUEUE, "BENCH_TASK": options.task, "BENCH_N": str(options.n),
        "BENCH_PAYLOAD": str(options.payload),
        "BENCH_CONCURRENCY": str(concurrency or ""), "BENCH_CONFIRM": "1" if options.confirm else "0",
    }
    if options.results:
        env["BENCH_BACKEND_URL"] = RESULTS
    env |= {k: os.path.expandvars(str(v)) for k, v in contender.get("env", {}).items()}
    if prefetch:
        env |= {"BENCH_PREFETCH": str(prefetch), "BENCH_PREFETCH_MULTIPLIER": "1"}
    env |= more
    return dict(os.environ) | {k: v for k, v in env.items() if v != ""}


class Worker:
    """A worker that runs until stopped, and what can be seen of it from outside."""
    live = set()  # so that an interrupted harness leaves nothing running

    def __init__(self, contender, options, **more):
        self.directory = tempfile.mkdtemp(prefix="celeriac-bench-")
        self.log = os.path.join(self.directory, "log")
        env = environment(contender, options, BENCH_COUNTER_DIR=self.directory, **more)
        self.started = time.time_ns()
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                ["sh", "-c", "exec " + contender["worker"]], env=env, cwd=HERE, stdout=out, stderr=out,
                stdin=subprocess.DEVNULL, start_new_session=True)
        Worker.live.add(self)

    @property
    def pid(self):
        return self.process.pid

    def counts(self):
        """Tasks done, the time of the first, the time of the last."""
        n, first, last = 0, 0, 0
        for name in glob.glob(self.directory + "/*.cnt"):
            with open(name, "rb") as f:
                content = f.read(24)
            if len(content) == 24 and any(content):
                done, its_first, its_last = struct.unpack("<QQQ", content)
                n, first, last = n + done, min(first or its_first, its_first), max(last, its_last)
        return n, first, last

    def wait(self, n, timeout=300, stall=60, poll=0.02, meanwhile=lambda: None):
        seen, since, end = -1, time.time(), time.time() + timeout
        while (done := self.counts()[0]) < n:
            if done != seen:
                seen, since = done, time.time()
            if time.time() > min(end, since + stall) or self.process.poll() is not None:
                with open(self.log, errors="replace") as f:
                    tail = "".join(f.readlines()[-8:])
                raise RuntimeError(f"{done} of {n} tasks done, exit code {self.process.poll()}; its log ends\n{tail}")
            meanwhile()
            time.sleep(poll)

    def samples(self):
        """One list for each of its processes, in the order of their coming."""
        out = []
        for name in glob.glob(self.directory + "/*.lat"):
            with open(name, "rb") as f:
                content = f.read()
            out.append(struct.unpack(f"<{len(content) // 8}q", content[:len(content) // 8 * 8]))
        return out

    def cpu(self):
        return machine.cpu(self.pid)

    def memory(self):
        return machine.memory(self.pid)

    def descriptors(self):
        return machine.descriptors(self.pid)

    def stop(self):
        """Whether it ended in good order; the seconds that took."""
        start = time.perf_counter()
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(20)
            clean = True
        except subprocess.TimeoutExpired:
            clean = False
        seconds = time.perf_counter() - start
        self.kill()
        return clean, seconds

    def kill(self):
        self._signal(signal.SIGKILL)
        self.process.wait()
        Worker.live.discard(self)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _signal(self, number):
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            pass


def caller(contender, verb, options, **more):
    """Runs the contender's sending side, which prints its findings as JSON."""
    process = subprocess.Popen(
        ["sh", "-c", "exec " + contender[verb]], env=environment(contender, options, BENCH_COUNTER_DIR="/tmp", **more),
        cwd=HERE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, err = process.communicate(timeout=300)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    if process.returncode:
        raise RuntimeError(f"{verb} ended with {process.returncode}: {err.decode()[-600:]}")
    return json.loads(out.decode().splitlines()[-1])


def fresh_queue(broker, queues=(QUEUE,)):
    connection = wire.connect(URLS[broker])
    for queue in queues:
        connection.clear(queue)
    wire.Redis(RESULTS)("FLUSHDB")
    return connection


def call(options, eta=False):
    arguments = {"noop": [], "add": [1, 2], "payload": ["x" * options.payload], "sleep": [options.payload], "stamp": [int(wire.NOW)]}
    return wire.Call("bench." + options.task, arguments[options.task], ignore_result=not options.results, eta=eta)


class Cost:
    """CPU time of a worker and of the brokers from now on, for each task."""

    def __init__(self, worker, done=0):
        self.worker, self.done = worker, done
        self.before = worker.cpu(), machine.cpu(*BROKERS)

    def per_task(self, done):
        used, brokers = self.worker.cpu() - self.before[0], machine.cpu(*BROKERS) - self.before[1]
        return {"cpu_us": used / max(1, done - self.done) * 1e6, "broker_cpu_us": brokers / max(1, done - self.done) * 1e6}


def started(contender, options, **more):
    """A worker that has done one task."""
    broker = fresh_queue(options.broker)
    broker.fill(wire.Call("bench.noop", []), QUEUE, 1)
    worker = Worker(contender, options, **more)
    worker.wait(1)
    return broker, worker
