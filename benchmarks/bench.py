"""Side-by-side measurements of workers and producers: see README.md, and start it with ./run."""
import argparse
import atexit
import glob
import json
import os
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import tomllib

import wire

HERE = os.path.dirname(os.path.abspath(__file__))
QUEUE = "celery"
TICK = os.sysconf("SC_CLK_TCK")
URLS = {"rabbitmq": os.environ.get("BENCH_AMQP_URL"), "redis": os.environ.get("BENCH_REDIS_URL")}
RESULTS = (os.environ.get("BENCH_REDIS_URL") or "redis://").rsplit("/", 1)[0] + "/1"
BROKER_PIDS = [int(p) for p in os.environ.get("BENCH_BROKER_PIDS", "").split()]


def log(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def contenders():
    with open(os.path.join(HERE, "contenders.toml"), "rb") as f:
        return {name: table | {"name": name} for name, table in tomllib.load(f).items()}


# ---------------------------------------------------------------- what the kernel knows of processes

def tree(pid):
    pids, todo = [], [pid]
    while todo:
        p = todo.pop()
        pids.append(p)
        for f in glob.glob(f"/proc/{p}/task/*/children"):
            try:
                with open(f) as fh:
                    todo += [int(x) for x in fh.read().split()]
            except OSError:
                pass
    return pids


def cpu(*roots):
    """CPU seconds that these processes, their children and those already gone have used so far."""
    ticks = 0
    for p in (p for root in roots for p in tree(root)):
        try:
            with open(f"/proc/{p}/stat") as f:
                ticks += sum(int(x) for x in f.read().rsplit(")", 1)[1].split()[11:15])
        except OSError:
            pass
    return ticks / TICK


def machine_busy():
    with open("/proc/stat") as f:
        fields = [int(x) for x in f.readline().split()[1:]]
    return (sum(fields[:8]) - fields[3] - fields[4]) / TICK


def memory(pid):
    """Of the process tree: RSS and PSS in MiB, processes. PSS shares shared pages out, so that a fork is not counted twice."""
    rss = pss = processes = 0
    for p in tree(pid):
        try:
            with open(f"/proc/{p}/smaps_rollup") as f:
                for line in f:
                    if line.startswith("Rss:"):
                        rss += int(line.split()[1])
                    elif line.startswith("Pss:"):
                        pss += int(line.split()[1])
            processes += 1
        except OSError:
            pass
    return rss / 1024, pss / 1024, processes


def calibration():
    """A fixed loop, in milliseconds: how fast the machine is at this moment."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        x = 0
        for i in range(200_000):
            x += i & 7
        best = min(best, time.perf_counter() - start)
    return best * 1000


# ---------------------------------------------------------------- processes of the contenders

def environment(contender, a, **more):
    return dict(os.environ) | contender.get("env", {}) | {
        "BENCH_BROKER_URL": URLS[a.broker], "BENCH_CONCURRENCY": str(contender["concurrency"]),
        "BENCH_HERE": HERE,
    } | more


class Worker:
    """A worker that runs until stopped, and what can be seen of it from outside."""
    live = set()  # so that an interrupted harness leaves nothing running

    def __init__(self, contender, a, backend=False):
        self.directory = tempfile.mkdtemp(prefix="celeriac-bench-")
        self.log = os.path.join(self.directory, "log")
        env = environment(contender, a, BENCH_COUNTER_DIR=self.directory)
        if backend:
            env["BENCH_BACKEND_URL"] = RESULTS
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
        for name in glob.glob(self.directory + "/*.count"):
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
        for name in glob.glob(self.directory + "/*.samples"):
            with open(name, "rb") as f:
                content = f.read()
            out.append(struct.unpack(f"<{len(content) // 8}q", content))
        return out

    def cpu(self):
        return cpu(self.pid)

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


def caller(contender, verb, a, **more):
    """Runs the contender's sending side, which prints its findings as JSON."""
    process = subprocess.run(
        ["sh", "-c", "exec " + contender[verb]], env=environment(contender, a, BENCH_N=str(a.n), **more), cwd=HERE,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    if process.returncode:
        raise RuntimeError(f"{verb} ended with {process.returncode}: {process.stderr.decode()[-600:]}")
    return json.loads(process.stdout.decode().splitlines()[-1])


def fresh_queue(a):
    broker = wire.connect(URLS[a.broker])
    broker.clear(QUEUE)
    wire.Redis(RESULTS)("FLUSHDB")
    return broker


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * q))]


# ---------------------------------------------------------------- measures: each returns figures, or raises

def throughput(contender, a):
    """A queue filled with N messages: from the first to the last task done."""
    broker = fresh_queue(a)
    broker.fill(wire.Call("bench.add", [1, 2], ignore_result=not a.results), QUEUE, a.n)
    busy, own = machine_busy(), time.process_time()
    broker_before, worker = cpu(*BROKER_PIDS), Worker(contender, a, a.results)
    worker.wait(1, poll=0.005)
    at_first = worker.counts()[0], worker.cpu(), cpu(*BROKER_PIDS)
    worker.wait(a.n // 2, poll=0.005)
    half = worker.counts()[0], time.time_ns(), worker.cpu()
    peak = [0, 0]

    def watch():
        rss, pss, _ = memory(worker.pid)
        peak[:] = max(peak[0], rss), max(peak[1], pss)
    worker.wait(a.n, meanwhile=watch)
    watch()
    n, first, last = worker.counts()
    used, used_by_broker = worker.cpu(), cpu(*BROKER_PIDS)
    wall = (time.time_ns() - worker.started) / 1e9
    foreign = machine_busy() - busy - used - (used_by_broker - broker_before) - (time.process_time() - own)
    clean, _ = worker.stop()
    left = broker.leftovers(QUEUE)
    return {
        "ok": n == a.n and left == 0 and clean,
        "tasks_per_s": (n - 1) * 1e9 / (last - first),
        "second_half_per_s": (n - half[0]) * 1e9 / (last - half[1]) if last > half[1] and n > half[0] else None,
        "cpu_us": (used - at_first[1]) / max(1, n - at_first[0]) * 1e6,
        "second_half_cpu_us": (used - half[2]) / max(1, n - half[0]) * 1e6,
        "broker_cpu_us": (used_by_broker - at_first[2]) / max(1, n - at_first[0]) * 1e6,
        "first_s": (first - worker.started) / 1e9, "rss_mib": peak[0], "pss_mib": peak[1],
        "foreign": foreign / wall / os.cpu_count(),
    }


def worker_memory(contender, a):
    """RSS and PSS of the process tree: idle after the first task, and the peak while N tasks are worked off."""
    broker = fresh_queue(a)
    broker.fill(wire.Call("bench.noop", []), QUEUE, 1)
    worker = Worker(contender, a)
    worker.wait(1)
    time.sleep(3)
    idle, before = memory(worker.pid), worker.cpu()
    time.sleep(3)
    idle_cpu = (worker.cpu() - before) / 3
    broker.fill(wire.Call("bench.add", [1, 2]), QUEUE, a.n)
    peak = list(idle)

    def watch():
        peak[:] = (max(x, y) for x, y in zip(peak, memory(worker.pid)))
    worker.wait(a.n + 1, poll=0.1, meanwhile=watch)
    watch()
    worker.stop()
    return {"ok": True, "idle_rss_mib": idle[0], "idle_pss_mib": idle[1], "loaded_rss_mib": peak[0],
            "loaded_pss_mib": peak[1], "processes": peak[2], "idle_cpu_percent": idle_cpu * 100}


def latency(contender, a):
    """The harness sends at a steady rate; the task writes down how long ago it was sent."""
    broker = fresh_queue(a)
    send, worker = broker.sender(wire.Call("bench.stamp", [int(wire.NOW)]), QUEUE), Worker(contender, a)
    send()
    worker.wait(1)
    warm, rate, due = 200, 100, time.perf_counter()
    for i in range(warm + a.n):
        if i == warm:
            before, start = worker.cpu(), time.perf_counter()
        due += 1 / rate
        time.sleep(max(0, due - time.perf_counter()))
        send()
    worker.wait(1 + warm + a.n)
    share = (worker.cpu() - before) / (time.perf_counter() - start)
    # Each process has its part of the warm-up.
    samples = [x for own in worker.samples() for x in own[len(own) * warm // (warm + a.n):]]
    worker.stop()
    return {"ok": True, "p50_us": quantile(samples, .5), "p90_us": quantile(samples, .9),
            "p99_us": quantile(samples, .99), "cpu_percent": share * 100}


def roundtrip(contender, a):
    """One send, one get of the result from Redis, in sequence; producer and worker are the same contender's."""
    fresh_queue(a)
    worker = Worker(contender, a, backend=True)
    try:
        times = caller(contender, "roundtrip", a, BENCH_BACKEND_URL=RESULTS)["us"]
    finally:
        worker.stop()
    return {"ok": True, "p50_us": quantile(times, .5), "p90_us": quantile(times, .9), "p99_us": quantile(times, .99)}


def workflow(contender, a, shape):
    fresh_queue(a)
    worker = Worker(contender, a, backend=True)
    try:
        worker.wait(0)
        first, *later = caller(contender, shape, a, BENCH_BACKEND_URL=RESULTS)["seconds"]
    finally:
        worker.stop()
    return {"ok": True, "s": statistics.median(later), "first_s": first}


def chord(contender, a):
    """A chord of N tasks and a body that adds them up, results in Redis; from the call to its answer, the median of three
    after a first one. Producer and worker are the same contender's."""
    return workflow(contender, a, "chord")


def chain(contender, a):
    """A chain of N tasks, each one adding to the answer of the one before; as the chord."""
    return workflow(contender, a, "chain")


def startup(contender, a):
    """From the start of the process to the first task done, one message waiting; and from SIGTERM to its end."""
    fresh_queue(a).fill(wire.Call("bench.noop", []), QUEUE, 1)
    worker = Worker(contender, a)
    worker.wait(1, poll=0.002)
    _, first, _ = worker.counts()
    used = worker.cpu()
    clean, seconds = worker.stop()
    return {"ok": clean, "first_task_s": (first - worker.started) / 1e9, "cpu_s": used, "stop_s": seconds}


def producer(contender, a):
    """N sends from one process, each confirmed by the broker; the process times its own loop."""
    broker = fresh_queue(a)
    before = cpu(*BROKER_PIDS)
    found = caller(contender, "produce", a)
    depth = broker.depth(QUEUE)
    return {"ok": depth == a.n, "sends_per_s": a.n / found["seconds"], "cpu_us": found["cpu_s"] / a.n * 1e6,
            "broker_cpu_us": (cpu(*BROKER_PIDS) - before) / a.n * 1e6}


# name: (function, messages, contenders, the figures whose ratios are shown, with +1 where more is better)
WORKERS = ["py-prefork", "py-prefork-tuned", "java", "java-threads"]
MEASURES = {
    "throughput": (throughput, 10000, WORKERS, {"tasks_per_s": 1, "cpu_us": -1}),
    "memory": (worker_memory, 10000, ["py-prefork", "java", "java-threads"], {"idle_pss_mib": -1, "loaded_pss_mib": -1}),
    "latency": (latency, 600, ["py-prefork", "java", "java-threads"], {"p50_us": -1}),
    "roundtrip": (roundtrip, 500, ["py-prefork", "java", "java-threads"], {"p50_us": -1}),
    "chord": (chord, 1000, ["py-prefork", "java", "java-threads"], {"s": -1}),
    "chain": (chain, 100, ["py-prefork", "java", "java-threads"], {"s": -1}),
    "startup": (startup, 1, ["py-prefork", "java", "java-threads"], {"first_task_s": -1}),
    "producer": (producer, 10000, ["py-prefork", "java", "java-bulk"], {"sends_per_s": 1, "cpu_us": -1}),
}


# ---------------------------------------------------------------- tables

def number(x):
    if abs(x) >= 100:
        return f"{x:,.0f}"
    return f"{x:.1f}" if abs(x) >= 10 else f"{x:.2f}"


def spread(values):
    values = [v for v in values if v is not None]
    if not values:
        return "–"
    return " / ".join(number(f(values)) for f in (min, statistics.median, max))


NO_FIGURES = {"measure", "broker", "contender", "run", "n", "ok", "calibration_ms", "error"}


def table(rows, names, base, headlines):
    """Markdown. Each figure as min / median / max over the runs; ratios run by run, then the same of them."""
    figures = [k for k in max(rows, key=len) if k not in NO_FIGURES]
    by = {name: {r["run"]: r for r in rows if r["contender"] == name} for name in names}
    out = ["| | N | ok | " + " | ".join(figures) + " | " + " | ".join(f"{h}: times better" for h in headlines) + " |",
           "|" + "---|" * (3 + len(figures) + len(headlines))]
    for name in names:
        runs = by[name]
        cells = [spread([r.get(k) for r in runs.values()]) for k in figures]
        for headline, sign in headlines.items():
            ratios = [(r[headline] / by[base][i][headline]) ** sign for i, r in runs.items()
                      if r.get(headline) and by[base].get(i, {}).get(headline)]
            cells.append("1" if name == base else spread(ratios))
        n = next(iter(runs.values()))["n"]
        out.append(f"| {name} | {n:,} | {sum(bool(r['ok']) for r in runs.values())} of {len(runs)} | " + " | ".join(cells) + " |")
    return "\n".join(out)


def run_measure(name, a):
    function, n, names, headlines = MEASURES[name]
    names = a.contenders.split(",") if a.contenders else names
    everyone = contenders()
    for unknown in set(names) - set(everyone):
        sys.exit(f"bench: there is no contender '{unknown}'; there are {', '.join(everyone)}")
    if a.n is None:
        a.n = n
    rows = []
    for run in range(a.runs):
        for contender in names:  # interleaved, so that the machine's moods meet all of them
            # Who works a backlog off in the time that others take to warm up gets a longer one.
            n = a.n * (everyone[contender].get("backlog", 1) if function in (throughput, worker_memory) else 1)
            row = {"measure": name, "broker": a.broker, "contender": contender, "run": run, "n": n,
                   "calibration_ms": calibration()}
            try:
                row |= function(everyone[contender], argparse.Namespace(**vars(a) | {"n": n}))
            except (RuntimeError, OSError, subprocess.SubprocessError, ValueError) as e:
                log("!!", contender, e)
                row |= {"ok": False, "error": str(e)}
            finally:
                for worker in list(Worker.live):
                    worker.kill()
            log(name, a.broker, f"run {run + 1}", contender,
                ", ".join(f"{h}={number(row[h])}" for h in headlines if row.get(h)) or "failed")
            rows.append(row)
            with open(a.out, "a") as f:
                f.write(json.dumps(row) + "\n")
    what = " ".join(function.__doc__.split())
    print(f"### {name}, {a.broker}: {a.runs} runs\n\n{what}\n\n"
          f"{table(rows, names, names[0], headlines)}\n\n"
          f"Calibration loop, ms: {spread([r['calibration_ms'] for r in rows])}\n", flush=True)
    return all(r["ok"] for r in rows)


def main():
    parser = argparse.ArgumentParser(
        prog="benchmarks/run", description="Measures Celeriac and Python Celery side by side, on brokers of its own.",
        epilog="Without a measure: all of them, on both brokers. README.md says what each of them does.")
    parser.add_argument("measure", nargs="?", choices=list(MEASURES), help="what to measure; everything when left out")
    parser.add_argument("-b", "--broker", choices=list(URLS), help="only on this one")
    parser.add_argument("-c", "--contenders", metavar="NAMES",
                        help="parted by commas; the first is what the others are compared with: " + ", ".join(contenders()))
    parser.add_argument("-r", "--runs", type=int, default=5, help="how often each (default 5)")
    parser.add_argument("-n", type=int, help="messages or calls of a run")
    parser.add_argument("--results", action="store_true", help="throughput: store results in Redis as well")
    parser.add_argument("-o", "--out", default=os.environ.get("BENCH_OUT", "results.jsonl"),
                        help="file that the figures of each run are appended to, as JSON lines (default %(default)s)")
    a = parser.parse_args()
    if not all(URLS.values()):
        sys.exit("bench: start me with benchmarks/run, which starts the brokers")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    atexit.register(lambda: [worker.kill() for worker in list(Worker.live)])
    ok = True
    for measure in [a.measure] if a.measure else MEASURES:
        for broker in [a.broker] if a.broker else URLS:
            ok &= run_measure(measure, argparse.Namespace(**vars(a) | {"broker": broker}))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
