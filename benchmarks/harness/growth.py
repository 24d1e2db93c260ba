"""Growth: whether one costs as much where there are many, and whether anything grows that should not. Ours alone; a
measure says in `growth` how many times as much the large case costs for each, which is 1 where growth is flat."""
import statistics
import threading
import time
from dataclasses import replace

from . import wire
from .contenders import QUEUE, RESULTS, URLS, Cost, Worker, call, fresh_queue, started


def backlog(contender, options):
    """A queue filled with N messages, worked off. `growth`: how many of the last tenth are done in the time of as many of
    the second (the first is the JVM's warm-up)."""
    broker, process = started(contender, options)
    time.sleep(2)
    idle = process.memory()[1]
    process.stop()
    # All of them wait before anybody takes one.
    broker.fill(call(options), QUEUE, options.n)
    process = Worker(contender, options)
    cost, peak, seen = Cost(process), [idle], []

    def watch():
        peak[0] = max(peak[0], process.memory()[1])
        seen.append((time.time(), process.counts()[0]))
    process.wait(options.n, timeout=1200, poll=0.2, meanwhile=watch)
    watch()
    costs = cost.per_task(options.n)
    clean, _ = process.stop()
    second, last = rate(seen, options.n * .1, options.n * .2), rate(seen, options.n * .9, options.n)
    if not second:
        raise RuntimeError(f"{options.n} messages were worked off too fast to see how")
    return costs | {
        "ok": clean and broker.depth(QUEUE) == 0, "growth": last / second, "second_tenth_per_s": second, "last_tenth_per_s": last,
        "idle_pss_mib": idle, "pss_mib": peak[0]}


def rate(seen, begin, end):
    """How many were done a second between two counts."""
    start = next((t, n) for t, n in seen if n >= begin)
    stop = next((t, n) for t, n in seen if n >= end)
    return (stop[1] - start[1]) / max(1e-3, stop[0] - start[0])


def grown(contender, options):
    """N tasks with few and then with many of something; `growth` is what a task (a byte, of payloads) costs in CPU time,
    after the first half, many to few."""
    few, many = cost(contender, options, 1), cost(contender, options, options.many)
    unit = options.many if options.grows == "payload" else 1
    return {"ok": few["ok"] and many["ok"], "growth": many["cpu_us"] / few["cpu_us"] / unit,
            **{k: many[k] for k in ("cpu_us", "pss_mib", "first_task_s")},
            **{"few_" + k: few[k] for k in ("cpu_us", "pss_mib", "first_task_s")}}


def cost(contender, options, times):
    queues, env = [QUEUE], {}
    if options.grows == "queues":
        queues = [QUEUE, *(f"{QUEUE}.{i}" for i in range(1, times))]
        env["BENCH_QUEUE"] = ",".join(queues)
    elif options.grows == "tasks":
        env["BENCH_TASKS"] = str(10 * times)
    else:
        options = replace(options, payload=options.payload * times)
    broker = fresh_queue(options.broker, queues)
    broker.fill(wire.Call("bench.noop", []), QUEUE, 1)
    process = Worker(contender, options, **env)
    process.wait(1, poll=0.005)
    first = (process.counts()[1] - process.started) / 1e9
    n = options.n // len(queues) * len(queues)

    def half():
        for queue in queues:
            broker.fill(call(options), queue, n // len(queues))
    half()
    process.wait(1 + n, timeout=600)
    before, memory = process.cpu(), []
    half()
    process.wait(1 + 2 * n, timeout=600, poll=0.2, meanwhile=lambda: memory.append(process.memory()[1]))
    used, memory = process.cpu() - before, max(memory, default=process.memory()[1])
    clean, _ = process.stop()
    left = sum(broker.depth(queue) for queue in queues)
    for queue in queues[1:]:
        broker.remove(queue)
    return {"ok": clean and left == 0, "cpu_us": used / n * 1e6, "pss_mib": memory, "first_task_s": first}


def soak(contender, options):
    """Tasks at a steady rate, a minute's results kept. Twice a quarter is looked at: the second, and the last; `growth` is
    that of the memory."""
    broker, process = started(contender, options, BENCH_RESULT_EXPIRES="60")
    sent, total, over = [0], options.rate * options.seconds, threading.Event()

    def send():
        connection = wire.connect(URLS[options.broker])
        one, began = connection.sender(call(options), QUEUE), time.perf_counter()
        while not over.is_set() and sent[0] < total:
            for _ in range(min(total, int((time.perf_counter() - began) * options.rate)) - sent[0]):
                one()
                sent[0] += 1
            time.sleep(0.01)
    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    databases = [wire.Redis(URLS["redis"]), wire.Redis(RESULTS)]
    quarters = [[], [], [], []]
    began = time.time()
    try:
        while (passed := time.time() - began) < options.seconds:
            if process.process.poll() is not None:
                raise RuntimeError(f"the worker ended with {process.process.returncode} after {passed:.0f} s")
            memory = process.memory()
            quarters[int(4 * passed / options.seconds)].append({
                "pss_mib": memory[1], "threads": memory[3], "descriptors": process.descriptors(),
                "keys": sum(database("DBSIZE") for database in databases), "cpu": process.cpu(), "done": process.counts()[0]})
            time.sleep(5)
        sender.join()
        process.wait(1 + sent[0])
    finally:
        over.set()
    clean, _ = process.stop()
    second, last = quarters[1], quarters[3]
    found = {}
    for prefix, quarter in (("half_", second), ("", last)):
        for figure in ("pss_mib", "threads", "descriptors", "keys"):
            found[prefix + figure] = statistics.mean(each[figure] for each in quarter)
        found[prefix + "cpu_us"] = 1e6 * (quarter[-1]["cpu"] - quarter[0]["cpu"]) / (quarter[-1]["done"] - quarter[0]["done"])
    return found | {"ok": clean and broker.depth(QUEUE) == 0, "growth": found["pss_mib"] / found["half_pss_mib"]}
