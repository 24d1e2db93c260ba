"""Tasks whose events are compared with those of the same tasks in Java, on an event exchange of its own.

The worker is `python -m celery -A monitored worker -E`, the monitor `python -m celery -A monitored events --dump`.
"""
import os
import time

from celery import Celery
from celery.exceptions import Ignore, Reject

NAME = os.environ["PEER_NAME"]

app = Celery("monitored", broker=os.environ["PEER_BROKER"], backend=os.environ["PEER_BACKEND"])
app.conf.update(
    broker_connection_retry_on_startup=True,
    control_exchange=NAME,
    event_exchange=NAME,
    task_default_queue=NAME + ".python",
    task_send_sent_event=True,
)


@app.task(name="monitored.add")
def add(x, y):
    return x + y


@app.task(name="monitored.sleep")
def sleep(seconds):
    time.sleep(seconds)


@app.task(name="monitored.fail")
def fail(message):
    raise ValueError(message)


@app.task(name="monitored.retry", bind=True)
def retry(self):
    if self.request.retries < 1:
        raise self.retry(countdown=0.01, exc=ValueError("once more"))
    return self.request.retries


@app.task(name="monitored.reject", acks_late=True)
def reject():
    raise Reject("not wanted", requeue=False)


@app.task(name="monitored.ignore")
def ignore():
    raise Ignore()


@app.task(name="monitored.custom", bind=True)
def custom(self):
    self.send_event("task-progress", percent=40)
    return None


@app.task(name="monitored.quiet", send_events=False)
def quiet():
    return None
