"""What the brokers can do: RabbitMQ's PerfTest and redis-benchmark, with the messages of the other measures."""
import os
import re
import subprocess
from urllib.parse import urlparse

from . import wire
from .contenders import BROKERS, QUEUE, URLS, fresh_queue
from .machine import cpu


def run(command, timeout=120):
    found = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if found.returncode:
        raise RuntimeError(f"{command[0]} ended with {found.returncode}: {found.stdout[-300:]} {found.stderr[-300:]}")
    return found.stdout


def perftest(contender, options):
    """It consumes what the harness filled in, or publishes for some seconds."""
    broker = fresh_queue("rabbitmq")
    arguments = contender["arguments"].split()
    consumes = "-q" in arguments
    n = options.n
    if consumes:
        call = wire.Call("bench.payload", ["x" * 1024]) if options.task == "payload" else wire.Call("bench.add", [1, 2])
        broker.fill(call, QUEUE, n)
        arguments = ["-x", "0", "-y", "1", "-D", str(n), *arguments]
    else:
        arguments = ["-x", "1", "-y", "0", "-s", "1024", "-f", "persistent", "-z", "6", *arguments]
    before = cpu(*BROKERS)
    url = URLS["rabbitmq"].removesuffix("//") + "/%2f"
    out = run([os.environ["BENCH_JAVA"], "-cp", os.environ["BENCH_PERFTEST"] + "/*", "com.rabbitmq.perf.PerfTest",
               "-h", url, "-u", QUEUE, "-p", *arguments])
    used = cpu(*BROKERS) - before
    what, average = ("received", "receiving") if consumes else ("sent", "sending")
    per_s = float(re.findall(average + r" rate avg: ([\d.]+)", out)[-1])
    seconds = [float(x) for x in re.findall(what + r": ([\d.]+) msg/s", out)]
    if not consumes:
        n = broker.depth(QUEUE)
    return {"ok": True, "per_s": per_s, "best_second_per_s": max(seconds, default=per_s), "broker_cpu_us": used / max(1, n) * 1e6}


def redis(contender, options):
    url, connection = urlparse(URLS["redis"]), wire.Redis(URLS["redis"])
    fresh_queue("redis")
    arguments = contender["arguments"].split()
    if "BRPOP" in arguments:
        for _ in range(0, options.n + 1000, 500):
            connection("LPUSH", "mylist", *["x" * 1024] * 500)
    before = cpu(*BROKERS)
    out = run(["redis-benchmark", "-h", url.hostname, "-p", str(url.port), "--csv", "-n", str(options.n), "-d", "1024", *arguments])
    used = cpu(*BROKERS) - before
    connection("DEL", "mylist")
    per_s = float(out.strip().splitlines()[-1].split('","')[1].strip('"'))
    return {"ok": True, "per_s": per_s, "broker_cpu_us": used / options.n * 1e6}
