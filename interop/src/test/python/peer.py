"""Stock Celery on the other end of the interop tests: the app, its tasks, and a client.

The worker is `python -m celery -A peer worker`. The client is `python peer.py`: it reads one Python
program for each line, runs it, and answers with one line: the repr of the last expression's value, or,
when it raised, the names of the exception's class and its bases, its arguments and the traceback. All of
these fields are base64, as they may hold line ends. The environment says where the servers are.
"""
import ast
import base64
import datetime
import decimal
import functools
import json
import os
import sys
import time
import traceback
import uuid

from celery import Celery, chain, group, signature
from celery.result import AsyncResult, ResultSet

NAME = os.environ["PEER_NAME"]


def make_app(**settings):
    made = Celery("peer", broker=os.environ["PEER_BROKER"], backend=os.environ["PEER_BACKEND"], set_as_current=False)
    made.conf.update(
        accept_content=["json", "msgpack", "yaml"],
        broker_connection_retry_on_startup=True,
        task_default_queue=NAME + ".python",
        task_routes={"interop.*": {"queue": NAME + ".java"}},
        # Only tests of remote control hear each other.
        worker_enable_remote_control="PEER_CONTROL" in os.environ,
        control_exchange=os.environ.get("PEER_CONTROL", "celery"),
        worker_prefetch_multiplier=16,
    )
    made.conf.update(settings)
    if "PEER_SECURITY" in os.environ:
        made.conf.update(json.loads(os.environ["PEER_SECURITY"]))
        # The digest by hand: the method has a default of its own, before which the setting does not count.
        made.setup_security(digest=made.conf.security_digest)
    return made


app = make_app()
app.set_current()


@app.task(name="peer.add")
def add(x, y):
    return x + y


@app.task(name="peer.echo")
def echo(value):
    return value


@app.task(name="peer.describe")
def describe(*args, **kwargs):
    return repr((args, kwargs))


@app.task(name="peer.sum")
def sum_(values):
    return sum(values)


@app.task(name="peer.fail")
def fail(message):
    raise ValueError(message)


@app.task(name="peer.flaky", bind=True)
def flaky(self, failures):
    if self.request.retries < failures:
        raise self.retry(countdown=0, exc=RuntimeError("not yet"))
    return self.request.retries


@app.task(name="peer.request", bind=True)
def request(self):
    seen = self.request
    return {
        "id": seen.id,
        "root_id": seen.root_id,
        "parent_id": seen.parent_id,
        "priority": seen.delivery_info["priority"],
        "retries": seen.retries,
        "lang": seen.headers and seen.headers.get("lang") or getattr(seen, "lang", None),
        "eta": seen.eta,
        "expires": seen.expires,
        "timelimit": seen.timelimit,
        "now": time.time(),
        "colour": getattr(seen, "colour", None),
    }


@app.task(name="peer.stamps", bind=True)
def stamps(self, before):
    """What came before, and the stamps of this run: the second, for they are to outlast a retry."""
    if self.request.retries == 0:
        raise self.retry(countdown=0)
    return before + [self.request.stamps]


@app.task(name="peer.counted_add", bind=True)
def counted_add(self, x, y):
    # One short write to a file opened for appending is never torn, whichever process or thread makes it.
    os.write(ledger(), f"{self.request.id}\n".encode())
    return x + y


@functools.cache
def ledger():
    return os.open(os.environ["PEER_LEDGER"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def java(name, *args, **kwargs):
    """The signature of a task that only the Java worker knows."""
    return signature("interop." + name, args=args, kwargs=kwargs, app=app)


def call(name, *args, **kwargs):
    """Calls a Java task and waits for what becomes of it."""
    return java(name, *args, **kwargs).delay().get(timeout=60)


def add_many(count):
    """Sends many additions to Java, collects all results, and returns the sums that are wrong."""
    task = java("counted_add")
    with app.producer_or_acquire() as producer:
        sent = [task.apply_async((x, 1), producer=producer) for x in range(count)]
    values = ResultSet(sent, app=app).join_native(timeout=240)
    return [(x, value) for x, value in enumerate(values) if value != x + 1]


def evaluate(program, names):
    body = ast.parse(program).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<program>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<program>", "eval"), names) if last else None


def serve():
    def answer(*fields):
        print(*(base64.b64encode(field.encode()).decode() for field in fields), sep="\t", flush=True)

    names = dict(globals())
    for line in sys.stdin:
        try:
            answer(repr(evaluate(base64.b64decode(line).decode(), names)))
        except Exception as raised:
            bases = [f"{base.__module__}.{base.__qualname__}" for base in type(raised).__mro__[:-1]]
            answer(" ".join(bases), repr(raised.args), traceback.format_exc())


if __name__ == "__main__":
    serve()
