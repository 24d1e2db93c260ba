"""What is measured: each case is one table of docs/benchmarks.md."""
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Options:
    """How a measure is taken; a case says the first ones, the command line may say others."""
    broker: str = "rabbitmq"
    n: int = 0
    task: str = "add"
    payload: int = 1024  # bytes of the task payload, milliseconds of the task sleep
    results: bool = False
    confirm: bool = False
    concurrency: int | None = None  # of every contender; else each has its own
    fill_slots: bool = False  # contenders that run many tasks at once prefetch as many as they run
    rate: int = 200
    warm: int = 2000  # messages before those that count, where latency is looked at
    canvas: str = "chord"
    due: int = 0
    delay: float = 0
    grows: str = ""  # what there is more of the second time: queues, tasks, or bytes of the payload
    many: int = 1  # how many times as much
    seconds: int = 0


@dataclass(frozen=True)
class Case:
    name: str
    measure: str
    title: str
    contenders: str
    options: Options
    headline: str
    more_is_better: bool = False
    figures: str = ""  # shown beside the headline
    quick: dict = field(default_factory=dict)  # what --quick changes: contenders, n, …
    once: bool = False  # too long to be repeated

    def hurried(self):
        changes = dict(self.quick)
        contenders = changes.pop("contenders", self.contenders)
        return replace(self, contenders=contenders, options=replace(self.options, **changes))


WORKER = "second_half_per_s cpu_us warm_cpu_us broker_cpu_us warm_broker_cpu_us pss_mib"


def worker(name, title, contenders, quick, options):
    return Case(name, "worker", title, contenders, options, "tasks_per_s", True, WORKER, quick)


CASES = [
    worker("worker-rabbitmq", "Worker, RabbitMQ, `add`",
           "py-prefork py-prefork-tuned py-threads py-gevent rusty rusty-tuned java java-2 perftest-acks-100",
           {"contenders": "py-prefork rusty rusty-tuned java perftest-acks-100", "n": 5000}, Options(n=10000)),
    worker("worker-payload", "Worker, RabbitMQ, a payload of 1 KiB", "py-prefork rusty-tuned java",
           {"n": 5000}, Options(n=10000, task="payload")),
    worker("worker-results", "Worker, RabbitMQ, results in Redis", "py-prefork py-threads java",
           {"contenders": "py-prefork java", "n": 2000}, Options(n=5000, results=True)),
    worker("worker-redis", "Worker, Redis, `add`", "py-prefork py-prefork-tuned rusty asynq bullmq java java-2",
           {"contenders": "py-prefork rusty asynq bullmq java", "n": 2000}, Options("redis", n=5000)),
    worker("worker-redis-results", "Worker, Redis, results in Redis", "py-prefork java",
           {"n": 2000}, Options("redis", n=5000, results=True)),
    Case("producer-rabbitmq", "producer", "Producer, RabbitMQ, no confirms", "py-prefork rusty java perftest-publish",
         Options(n=5000), "landed_per_s", True, "sends_per_s cpu_us broker_cpu_us",
         {"n": 3000, "contenders": "py-prefork rusty java"}),
    Case("producer-confirmed", "producer", "Producer, RabbitMQ, confirmed",
         "py-prefork java-one java perftest-confirms-500 perftest-headers-500 perftest-confirms-1", Options(n=5000, confirm=True),
         "sends_per_s", True, "cpu_us broker_cpu_us", {"n": 3000, "contenders": "py-prefork java-one java perftest-confirms-500 perftest-headers-500"}),
    Case("producer-redis", "producer", "Producer, Redis", "py-prefork rusty asynq bullmq java-one java",
         Options("redis", n=5000), "sends_per_s", True, "landed_per_s cpu_us broker_cpu_us", {"n": 2000}),
    Case("latency-rabbitmq", "latency", "Latency at 200/s, RabbitMQ", "py-prefork py-threads rusty java",
         Options(n=2000), "p50_us", False, "p90_us p99_us cpu_us broker_cpu_us",
         {"n": 600, "contenders": "py-prefork rusty java"}),
    Case("latency-redis", "latency", "Latency at 100/s, Redis", "py-prefork rusty java",
         Options("redis", n=600, rate=100, warm=1000), "p50_us", False, "p90_us p99_us cpu_us broker_cpu_us", {"n": 300}),
    Case("roundtrip-rabbitmq", "roundtrip", "Call and answer, RabbitMQ and Redis", "py-prefork py-threads java",
         Options(n=1000, results=True), "p50_us", False, "p90_us p99_us cpu_us caller_cpu_us broker_cpu_us",
         {"n": 500, "contenders": "py-prefork java"}),
    Case("roundtrip-redis", "roundtrip", "Call and answer, Redis alone", "py-prefork java",
         Options("redis", n=1000, results=True), "p50_us", False, "p90_us p99_us cpu_us caller_cpu_us broker_cpu_us", {"n": 300}),
    Case("startup", "startup", "Start: from exec to the first task done", "py-prefork py-threads py-gevent rusty java",
         Options(n=1, task="noop"), "first_task_s", False, "stop_s cpu_s", {"contenders": "py-prefork rusty java"}),
    *(Case(f"memory-{c}", "memory", f"Memory at a concurrency of {c}", "py-prefork py-threads py-gevent rusty java",
           Options(n=5 * c, task="sleep", payload=1000, concurrency=c, fill_slots=True), "idle_pss_mib", False,
           "idle_rss_mib load_pss_mib processes threads idle_cpu_percent",
           {"contenders": "py-prefork rusty java", "n": 2 * c} if c != 16 else {})
      for c in (2, 16, 100)),
    Case("sleepers", "sleepers", "1,000 tasks that sleep for a second", "py-gevent-1000 py-threads-1000 rusty-1000 java",
         Options(n=1000, task="sleep", payload=1000), "seconds", False, "cpu_us broker_cpu_us pss_mib threads",
         {"contenders": "py-gevent-1000 rusty-1000 java"}),
    Case("sleepers-10000", "sleepers", "10,000 tasks that sleep for a second", "rusty-10000 java-10000",
         Options(n=10000, task="sleep", payload=1000), "seconds", False, "cpu_us broker_cpu_us pss_mib threads"),
    Case("eta", "eta", "Tasks for later, RabbitMQ", "py-prefork-tuned rusty java",
         Options(n=50000, task="stamp", due=2000, delay=60), "late_p99_us", False,
         "fired early_us late_p50_us not_fetched accepted_s idle_pss_mib pss_mib cpu_us broker_cpu_us",
         {"n": 5000, "due": 500, "delay": 8, "contenders": "py-prefork-tuned java"}),
    *(Case(kind, "canvas", title, "py-prefork py-threads java",
           Options(n=n, results=True, canvas=kind), "seconds", False, "send_seconds warm_seconds cpu_us broker_cpu_us",
           {"contenders": "py-prefork java"})
      for kind, n, title in (("chord", 1000, "A chord of 1,000, results in Redis"), ("chain", 100, "A chain of 100, results in Redis"))),
    Case("growth-backlog", "backlog", "A million messages waiting", "java", Options(n=1_000_000), "growth", True,
         "second_tenth_per_s last_tenth_per_s cpu_us broker_cpu_us idle_pss_mib pss_mib", once=True),
    *(Case(f"growth-{name}", "growth", title, "java", replace(options, many=1000), "growth", False,
           "few_cpu_us cpu_us few_pss_mib pss_mib few_first_task_s first_task_s")
      for name, title, options in (
          ("queues", "1,000 queues to one", Options(n=100_000, grows="queues")),
          ("queues-redis", "1,000 queues to one, Redis", Options("redis", n=100_000, grows="queues")),
          ("tasks", "10,000 registered tasks to 10", Options(n=100_000, grows="tasks")),
          ("payload", "A payload of 10 MB to one of 10 kB", Options(n=50, task="payload", payload=10_000, grows="payload")))),
    *(Case(f"soak-{broker}", "soak", f"A day's worth of tasks in 20 minutes, {name}, results in Redis", "java",
           Options(broker, task="noop", results=True, rate=1000, seconds=1200), "growth", False,
           "half_pss_mib pss_mib half_threads threads half_descriptors descriptors half_keys keys half_cpu_us cpu_us", once=True)
      for broker, name in (("rabbitmq", "RabbitMQ"), ("redis", "Redis"))),
    Case("limits-rabbitmq", "limits", "What RabbitMQ can do: PerfTest",
         "perftest-publish perftest-confirms-500 perftest-confirms-1 perftest-prefetch-8 perftest-prefetch-200 perftest-acks-100",
         Options(n=50000), "per_s", True, "best_second_per_s broker_cpu_us", {"n": 20000, "contenders": "perftest-prefetch-200"}),
    Case("limits-redis", "limits", "What Redis can do: redis-benchmark, 1 KiB",
         "redis-lpush redis-lpush-pipelined redis-brpop redis-brpop-50", Options("redis", n=50000), "per_s", True, "broker_cpu_us",
         {"n": 20000}),
]

MEASURES = list(dict.fromkeys(case.measure for case in CASES))
