"""Does to chords what a test asks for on stdin, with stock Celery's own backend; one JSON object a line.

The first line configures: the URL of the results and the app's settings. Each answer is {"value": ...}.
"""

import json
import sys

from celery import Celery
from celery.app.task import Context
from celery.backends import redis as stock
from celery.result import result_from_tuple
from celery.signals import before_task_publish

given = json.loads(sys.stdin.readline())
app = Celery("peer", broker="memory://", backend=given["url"], set_as_current=True)
app.conf.update(given["settings"])
sent = []


@before_task_publish.connect
def remember(body=None, headers=None, **_):
    sent.append({"id": headers["id"], "args": body[0]})


def scripts():
    return [stock.CHORD_PART_RETURN_LUA, stock.CHORD_CLAIM_EXTEND_LUA, stock.CHORD_CLEANUP_LUA]


def size(group, parts):
    app.backend.set_chord_size(group, parts)


def add(group):
    app.backend.add_to_chord(group, None)


def header(header):
    result = result_from_tuple(header, app)
    app.backend.apply_chord((result.id, result.results), None)


def group(id):
    found = app.GroupResult.restore(id, app=app)
    return found and found.as_tuple()


def store(id, result):
    app.backend.store_result(id, result, "SUCCESS")


def part(group, id, index, state, result, body):
    """What was sent because of it."""
    sent.clear()
    request = Context(
        id=id, group=group, group_index=index, chord=app.signature("peer.body", task_id=body)
    )
    if state != "SUCCESS":
        result = ValueError(*result)
    app.backend.on_chord_part_return(request, state, result)
    return list(sent)


for line in sys.stdin:
    name, arguments = json.loads(line)
    print(json.dumps({"value": globals()[name](**arguments)}), flush=True)
