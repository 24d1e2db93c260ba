"""What Celeriac is to reach, and whether it has: medians of ratios run by run where another is named."""
import statistics

from .figures import spread

RABBITMQ, REDIS, OURS, PYTHON = "worker-rabbitmq", "worker-redis", "java", "py-prefork"


def goals(f):
    """Number of the goal, what, 'at least' or 'at most', how much, what was found."""
    q, v = f.quotients, f.values

    def best_p99():
        peers = [n for n in ("py-prefork", "py-threads", "rusty") if f.values("latency-rabbitmq", n, "p99_us")]
        best = min(peers, key=lambda n: f.median("latency-rabbitmq", n, "p99_us"), default=PYTHON)
        return q("latency-rabbitmq", "p99_us", OURS, best)

    def difference(one, other):
        return [a - b for a, b in zip(one, other)]

    def fraction(one, other):
        return [a / b for a, b in zip(one, other) if b]

    return [
        (1, "worker on RabbitMQ, to Python prefork", "at least", 10, q(RABBITMQ, "tasks_per_s", OURS, PYTHON)),
        (1, "the same, to Rusty Celery at its best", "at least", 1.4, q(RABBITMQ, "tasks_per_s", OURS, "rusty-tuned")),
        (1, "the same, to PerfTest's best second with one ack for 100", "at least", .8,
         q(RABBITMQ, "tasks_per_s", OURS, "perftest-acks-100", "best_second_per_s")),
        (1, "worker's CPU for a task after warm-up, µs", "at most", 55, v(RABBITMQ, OURS, "warm_cpu_us")),
        (1, "broker's CPU for a task after warm-up, µs", "at most", 70, v(RABBITMQ, OURS, "warm_broker_cpu_us")),
        (2, "results in Redis, to Python prefork", "at least", 10, q("worker-results", "tasks_per_s", OURS, PYTHON)),
        (2, "payload of 1 KiB, to our own `add`", "at least", .85,
         fraction(v("worker-payload", OURS, "tasks_per_s"), v(RABBITMQ, OURS, "tasks_per_s"))),
        (3, "worker on Redis, to Rusty Celery", "at least", 2, q(REDIS, "tasks_per_s", OURS, "rusty")),
        (3, "the same, to asynq", "at least", 2, q(REDIS, "tasks_per_s", OURS, "asynq")),
        (4, "producer without confirms, landed, to Rusty Celery", "at least", 1, q("producer-rabbitmq", "landed_per_s", OURS, "rusty")),
        (4, "producer, confirmed in flight, to PerfTest", "at least", .95,
         q("producer-confirmed", "sends_per_s", OURS, "perftest-confirms-500")),
        (5, "latency at 200/s, p50, to Rusty Celery", "at most", 1, q("latency-rabbitmq", "p50_us", OURS, "rusty")),
        (5, "the same, p99, to the best peer", "at most", 1, best_p99()),
        (5, "call and answer, p50, to Python", "at most", .25, q("roundtrip-rabbitmq", "p50_us", OURS, PYTHON)),
        (6, "1,000 tasks that sleep for a second, s", "at most", 1.6, v("sleepers", OURS, "seconds")),
        (6, "10,000 of them, s", "at most", 3, v("sleepers-10000", "java-10000", "seconds")),
        (6, "memory from concurrency 2 to 100, busy, MiB more", "at most", 10,
         difference(v("memory-100", OURS, "load_pss_mib"), v("memory-2", OURS, "load_pss_mib"))),
        (7, "idle worker, PSS MiB", "at most", 80, v("memory-2", OURS, "idle_pss_mib")),
        (7, "idle at concurrency 100, to Python prefork", "at most", .1, q("memory-100", "idle_pss_mib", OURS, PYTHON)),
        (8, "exec to first task, s", "at most", .5, v("startup", OURS, "first_task_s")),
        (8, "SIGTERM to exit, s", "at most", .2, v("startup", OURS, "stop_s")),
        (9, "tasks for later, p99 late, ms", "at most", 50, [x / 1000 for x in v("eta", OURS, "late_p99_us")]),
        (9, "the same, the earliest, ms late", "at least", 0, [x / 1000 for x in v("eta", OURS, "early_us")]),
        (9, "the same, memory that they take, MiB", "at most", 10,
         difference(v("eta", OURS, "pss_mib"), v("eta", OURS, "idle_pss_mib"))),
        (10, "chord of 1,000, to Python", "at most", .2, q("chord", "seconds", OURS, PYTHON)),
        (10, "the same, warm", "at most", .2, q("chord", "warm_seconds", OURS, PYTHON)),
        (10, "chain of 100, to Python", "at most", .2, q("chain", "seconds", OURS, PYTHON)),
        (10, "the same, warm", "at most", .2, q("chain", "warm_seconds", OURS, PYTHON)),
        (11, "the last tenth of a million messages, to the second tenth", "at least", .8, v("growth-backlog", OURS, "growth")),
        *((11, f"a task's CPU, {what}", "at most", 1.25, v(f"growth-{case}", OURS, "growth"))
          for case, what in (("queues", "1,000 queues to one"), ("queues-redis", "the same on Redis"),
                             ("tasks", "10,000 registered tasks to 10"), ("payload", "for each byte, payloads of 10 MB to 10 kB"))),
        *((11, f"soak of 20 minutes, {broker}: {what}, last quarter to second", "at most", 1.1,
           fraction(v(f"soak-{case}", OURS, figure), v(f"soak-{case}", OURS, "half_" + figure)))
          for case, broker in (("rabbitmq", "RabbitMQ"), ("redis", "Redis"))
          for figure, what in (("pss_mib", "memory"), ("threads", "threads"), ("descriptors", "descriptors"), ("keys", "Redis keys"))),
    ]


def table(f):
    out = ["| | goal | wanted | found | reached |", "|---|---|---|---|---|"]
    for number, what, bound, wanted, found in goals(f):
        if not found:
            continue
        median = statistics.median(found)
        reached = median >= wanted if bound == "at least" else median <= wanted
        out.append(f"| {number} | {what} | {bound} {wanted:g} | {spread(found)} | {'**yes**' if reached else 'no'} |")
    return "\n".join(out)
