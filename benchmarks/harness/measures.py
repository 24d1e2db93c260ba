"""The measures: each takes a contender and the options of a case, and returns figures, or raises."""
import os
import threading
import time
from dataclasses import replace

from . import growth, limits, wire
from .contenders import BROKERS, QUEUE, URLS, Cost, Worker, call, caller, fresh_queue, started
from .machine import cpu


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * q))]


def worker(contender, options):
    """A queue is filled with N messages; from the first to the last task done. CPU is the process's and the brokers' for
    each task after the first; `warm` is the second half alone."""
    if "limit" in contender:
        found = limits.perftest(contender, options)
        return found | {"tasks_per_s": found["per_s"], "second_half_per_s": found["best_second_per_s"]}
    broker = fresh_queue(options.broker)
    if "fill" in contender:  # not a Celery peer: its own messages
        caller(contender, "fill", options)
    else:
        broker.fill(call(options), QUEUE, options.n)
    process = Worker(contender, options)
    process.wait(1, poll=0.005)
    first_cost = Cost(process, process.counts()[0])
    process.wait(options.n // 2, poll=0.005)
    half, at = Cost(process, process.counts()[0]), time.time_ns()
    process.wait(options.n)
    n, first, last = process.counts()
    memory = process.memory()
    costs, warm = first_cost.per_task(n), half.per_task(n)
    clean, _ = process.stop()
    left = 0 if "fill" in contender else broker.leftovers(QUEUE)
    return costs | {
        "ok": n == options.n and left == 0 and clean,
        "tasks_per_s": (n - 1) * 1e9 / (last - first),
        "second_half_per_s": (n - half.done) * 1e9 / (last - at) if last > at and n > half.done else None,
        "warm_cpu_us": warm["cpu_us"], "warm_broker_cpu_us": warm["broker_cpu_us"], "rss_mib": memory[0], "pss_mib": memory[1],
    }


class Landings(threading.Thread):
    """Watches messages arrive in the queue: sends without confirms land after the sender's own clock has stopped."""

    def __init__(self, options):
        super().__init__(daemon=True)
        self.options, self.seen, self.over = options, [], threading.Event()

    def run(self):
        connection = wire.connect(URLS[self.options.broker])
        while not self.over.wait(0.02):
            depth = connection.depth(QUEUE)
            if depth:
                self.seen.append((time.perf_counter(), depth))
            if depth >= self.options.n:
                return

    def per_s(self):
        """After the last one; None where it went too fast to see."""
        self.join(20)
        self.over.set()
        if len(self.seen) < 2:
            return None
        (start, few), (end, many) = self.seen[0], self.seen[-1]
        return (many - few) / (end - start)


def producer(contender, options):
    """N sends from one process, which times its own loop. `landed_per_s` is how fast they arrived in the queue."""
    if "limit" in contender:
        found = limits.perftest(contender, options)
        return found | {"sends_per_s": found["per_s"], "landed_per_s": found["per_s"]}
    broker = fresh_queue(options.broker)
    landings, before = Landings(options), cpu(*BROKERS)
    peer = "fill" not in contender
    if peer:
        landings.start()
    found = caller(contender, "produce", options)
    figures = {"ok": True, "sends_per_s": options.n / found["seconds"]}
    if peer:
        figures |= {"landed_per_s": landings.per_s()}
        figures["ok"] = broker.depth(QUEUE) == options.n
    if "cpu_s" in found:
        figures["cpu_us"] = found["cpu_s"] / options.n * 1e6
    return figures | {"broker_cpu_us": (cpu(*BROKERS) - before) / options.n * 1e6}


def latency(contender, options):
    """The harness sends at a steady rate; the task writes down how long ago it was sent. What was sent in the first ten
    seconds does not count. A run is not ok when its worker fell behind: half of its tasks waited longer than 100 ms, which
    is a queue's length and no latency."""
    options = replace(options, task="stamp")
    broker, process = started(contender, options)
    send = broker.sender(call(options), QUEUE)
    warm, due = options.warm, time.perf_counter()
    for i in range(warm + options.n):
        if i == warm:
            cost = Cost(process)
        due += 1 / options.rate
        time.sleep(max(0, due - time.perf_counter()))
        send()
    process.wait(1 + warm + options.n)
    costs = cost.per_task(options.n)
    # Each process has its part of the warm-up.
    samples = [x for own in process.samples() for x in own[len(own) * warm // (warm + options.n):]]
    process.stop()
    return costs | {"ok": quantile(samples, .5) < 100_000, "p50_us": quantile(samples, .5), "p90_us": quantile(samples, .9),
                    "p99_us": quantile(samples, .99)}


def roundtrip(contender, options):
    """One send and one get of its result after the other; producer and worker are the same contender's."""
    _, process = started(contender, options)
    cost, before = Cost(process), os.times()
    times = caller(contender, "roundtrip", options)["us"]
    after = os.times()
    costs = cost.per_task(options.n)
    process.stop()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return costs | {"ok": True, "p50_us": quantile(times, .5), "p90_us": quantile(times, .9), "p99_us": quantile(times, .99),
                    "caller_cpu_us": used / options.n * 1e6}


def canvas(contender, options):
    """From the call to its answer; producer and worker are the same contender's. `warm_seconds` is the median of the last
    three of some more in the same processes: three for Python, thirty for Celeriac, which warms up."""
    _, process = started(contender, options)
    cost = Cost(process)
    found = caller(contender, "canvas", options, BENCH_CANVAS=options.canvas)
    costs = cost.per_task(process.counts()[0] - 1)
    process.stop()
    return costs | {"ok": True, **{k: found[k] for k in ("seconds", "send_seconds", "warm_seconds")}}


def startup(contender, options):
    """From the start of the process to the first task done, one message waiting; `stop_s` from SIGTERM to its end."""
    broker = fresh_queue(options.broker)
    broker.fill(call(options), QUEUE, 1)
    process = Worker(contender, options)
    process.wait(1, poll=0.002)
    _, first, _ = process.counts()
    used = process.cpu()
    time.sleep(1)  # idle by then
    clean, seconds = process.stop()
    return {"ok": clean, "first_task_s": (first - process.started) / 1e9, "cpu_s": used, "stop_s": seconds}


def memory(contender, options):
    """Of the process tree: idle after a first task, and with every slot busy with tasks that sleep; idle CPU."""
    broker, process = started(contender, options)
    time.sleep(2)
    idle, before = process.memory(), process.cpu()
    time.sleep(3)
    idle_cpu = (process.cpu() - before) / 3
    broker.fill(call(options), QUEUE, options.n)
    peak = list(idle)

    def watch():
        peak[:] = (max(x, y) for x, y in zip(peak, process.memory()))
    process.wait(1 + options.n, poll=0.3, meanwhile=watch)
    process.stop()
    return {"ok": True, "idle_rss_mib": idle[0], "idle_pss_mib": idle[1], "load_rss_mib": peak[0], "load_pss_mib": peak[1],
            "processes": peak[2], "threads": peak[3], "idle_cpu_percent": idle_cpu * 100}


def sleepers(contender, options):
    """N tasks that sleep, the worker already up: from the first message to the last task done."""
    broker, process = started(contender, options)
    time.sleep(1)
    cost, start = Cost(process), time.time_ns()
    broker.fill(call(options), QUEUE, options.n)
    process.wait(1 + options.n)
    _, _, last = process.counts()
    costs, (_, pss, _, threads) = cost.per_task(options.n), process.memory()
    process.stop()
    return costs | {"ok": True, "seconds": (last - start) / 1e9, "pss_mib": pss, "threads": threads}


def eta(contender, options):
    """N messages with an ETA, of which some are due within 10 s after a delay and the rest an hour later. `accepted_s`:
    until the queue was empty; `not_fetched`: what was in it just before the first was due; `early_us`: the earliest."""
    broker, process = started(contender, options)
    time.sleep(2)
    idle = process.memory()
    start = time.time_ns() // 1000 + int(options.delay * 1e6)
    etas = [start + 3600_000_000 + i for i in range(options.n)]
    for k in range(options.due):
        etas[k * (options.n // options.due)] = start + k * 10_000_000 // options.due
    cost, began, accepted = Cost(process), time.time(), None
    broker.fill(call(options, eta=True), QUEUE, options.n, etas)
    while time.time() * 1e6 < start - 500_000:
        if accepted is None and broker.depth(QUEUE) == 0:
            accepted = time.time() - began
        time.sleep(0.2)
    waiting, loaded = broker.depth(QUEUE), process.memory()
    end = time.time() + 40
    while process.counts()[0] < 1 + options.due and time.time() < end:  # a contender may never get there
        time.sleep(0.1)
    costs = cost.per_task(options.n)
    late = [x for own in process.samples() for x in own]
    process.stop()
    figures = costs | {
        "ok": len(late) == options.due and min(late) >= 0, "fired": len(late), "not_fetched": waiting, "accepted_s": accepted,
        "idle_pss_mib": idle[1], "pss_mib": loaded[1]}
    if late:
        figures |= {"early_us": min(late), "late_p50_us": quantile(late, .5), "late_p99_us": quantile(late, .99)}
    return figures


def limit(contender, options):
    """No worker and no producer: what the brokers can do with clients that do nothing else. PerfTest's JVM warms up in
    the whole run, so that its best second is shown too."""
    return limits.perftest(contender, options) if contender["limit"] == "perftest" else limits.redis(contender, options)


MEASURES = {
    "worker": worker, "producer": producer, "latency": latency, "roundtrip": roundtrip, "startup": startup, "memory": memory,
    "sleepers": sleepers, "eta": eta, "canvas": canvas, "limits": limit,
    "backlog": growth.backlog, "growth": growth.grown, "soak": growth.soak,
}
