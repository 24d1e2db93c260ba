"""The same tasks as faults/worker's, in stock Celery, with what it takes from the environment; and `publish`."""
import json
import os
import signal
import sys
import time

import redis
from celery import Celery

app = Celery("faults", broker=os.environ["CELERY_BROKER_URL"])
app.conf.task_default_queue = os.environ.get("CELERY_QUEUE", "celery")
app.conf.task_acks_late = os.environ.get("ACKS_LATE", "0") in ("1", "true", "yes", "on")
app.conf.task_default_queue_type = os.environ.get("QUEUE_TYPE", "classic")
app.conf.worker_send_task_events = False
app.conf.broker_connection_retry_on_startup = True
if app.conf.task_default_queue_type == "quorum" or os.environ.get("CONFIRM_PUBLISH"):
    app.conf.broker_transport_options = {"confirm_publish": True}
if os.environ.get("VISIBILITY_TIMEOUT") and os.environ["CELERY_BROKER_URL"].startswith("redis"):
    app.conf.broker_transport_options = {"visibility_timeout": float(os.environ["VISIBILITY_TIMEOUT"])}

    if os.environ.get("RESTORE_OFTEN"):
        # Every second, not every hundred.
        app.conf.broker_transport_options.update(unacked_restore_interval=1, unacked_restore_throttle=1)

# Made in each process that runs tasks: a connection must not be shared with a parent.
ledgers = {}


def ledger():
    if os.getpid() not in ledgers:
        ledgers[os.getpid()] = redis.Redis.from_url(os.environ["LEDGER_URL"])
    return ledgers[os.getpid()]


@app.task(name="mark")
def mark(i, ms=0):
    time.sleep(ms / 1000)
    ledger().hincrby("done", str(i), 1)


@app.task(name="noop")
def noop(*args, **kwargs):
    ledger().incr("noop")


@app.task(name="die", reject_on_worker_lost=True)
def die():
    ledger().incr("die")
    os.kill(os.getpid(), signal.SIGKILL)


def publish(count):
    ok = failed = 0
    for _ in range(count):
        try:
            noop.apply_async()
            ok += 1
        except Exception as e:  # whatever it raises is a send that is known to have failed
            if not failed:
                print(repr(e), file=sys.stderr)
            failed += 1
    print(json.dumps({"ok": ok, "failed": failed}))


if __name__ == "__main__":
    publish(int(sys.argv[1]))
