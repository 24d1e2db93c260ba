#!/usr/bin/env python3
"""The Python twin of com.example.celeriac.SeedApp: the same tasks, queues and routes.

    celery_app.py consume
    celery_app.py produce [add | buggy_task | bound_task | long_running_task]...

Either end can be this one or the other: what Java sends Python runs, and the other way round.
"""

import os
import sys
import time

from celery import Celery

BROKER = next(
    (os.environ[name] for name in ("CELERY_BROKER_URL", "AMQP_ADDR", "REDIS_ADDR") if os.environ.get(name)),
    "amqp://127.0.0.1:5672",
)
BACKEND = os.environ.get("CELERY_RESULT_BACKEND")

app = Celery("celery", broker=BROKER, backend=BACKEND)
app.conf.update(
    broker_heartbeat=10,
    task_ignore_result=BACKEND is None,
    # The first pattern that matches counts.
    task_routes=([("buggy_task", {"queue": "buggy-queue"}), ("*", {"queue": "celery"})],),
)


# The names are given, for Python would put the module's before them.
@app.task(name="add")
def add(x, y):
    return x + y


@app.task(name="buggy_task", max_retries=3, autoretry_for=(OSError,), retry_backoff=True)
def buggy_task():
    with open("this-file-does-not-exist", "rb") as file:
        print(f"Read {len(file.read())} bytes")


@app.task(name="long_running_task", max_retries=2)
def long_running_task(secs=None):
    time.sleep(10 if secs is None else secs)


@app.task(name="bound_task", bind=True)
def bound_task(self):
    print(f"Sent by {self.request.origin}")
    print(f"Running on {self.request.hostname}")


CALLS = {
    "add": add.s(1, 2),
    "buggy_task": buggy_task.s(),
    "bound_task": bound_task.s(),
    "long_running_task": long_running_task.s(3),
}


def produce(names):
    if names:
        calls = [CALLS[name] for name in names]
    else:
        calls = [
            add.s(1, 2),
            bound_task.s(),
            add.s(1, 3).set(countdown=3),
            buggy_task.s(),
            # Fails: it would take three seconds, and has two.
            long_running_task.s(3).set(soft_time_limit=2),
        ]
    for call in calls:
        print(f"Sent {call} as {call.apply_async().id}")


def main(arguments):
    match arguments:
        case ["consume", *options]:
            app.worker_main(["worker", "-Q", "celery,buggy-queue", "-O", "fair", "-l", "info", *options])
        case ["produce", *names] if set(names) <= set(CALLS):
            produce(names)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
