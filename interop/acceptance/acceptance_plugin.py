"""pytest plugin: run Celery's own integration tests against a foreign worker.

Celery's ``t/integration`` suite starts one worker for the whole session, as a
thread inside the test process (``celery.contrib.testing.worker.start_worker``).
This plugin puts another context manager in the place of ``start_worker``: it
starts an *external* process, waits until that process executes tasks, and stops
it at the end.  The test modules themselves are not touched.

What is bridged, so that tests that look at the in-process worker through
``celery.worker.state`` can be judged with an external one:

``successful_requests``
    is fed from the ``task-succeeded`` events that the worker sends.
``revoked_stamps.clear()``
    restarts the worker (there is no remote control command that forgets
    revoked stamps; a worker that has just been started has none).

Everything is driven by ``ACCEPT_*`` environment variables that ``run.py`` sets.
"""
import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time

import pytest

OUT = os.environ['ACCEPT_OUT']                      # directory for the logs
WORKER_CMD = os.environ['ACCEPT_WORKER_CMD']
READY = os.environ.get('ACCEPT_READY', 'task')      # task | none
READY_TIMEOUT = float(os.environ.get('ACCEPT_READY_TIMEOUT', '60'))
PING_TIMEOUT = float(os.environ.get('ACCEPT_PING_TIMEOUT', '10'))
TEST_TIMEOUT = float(os.environ.get('ACCEPT_TEST_TIMEOUT', '330'))
RESTART_ON_FAILURE = os.environ.get('ACCEPT_RESTART_ON_FAILURE', '1') == '1'
LIST_FILE = os.environ.get('ACCEPT_LIST')           # node ids, one per line

RESULTS = os.path.join(OUT, 'results.jsonl')
WORKER_LOG = os.path.join(OUT, 'worker.log')
LOG_TAIL = 6000


class WorkerFailed(Exception):
    """The worker process did not come up (or went away)."""


# -- the external worker -----------------------------------------------------

class ForeignWorker:
    """The worker process under test."""

    def __init__(self, app, nodename):
        self.app = app
        self.hostname = nodename
        self.proc = None
        self.starts = 0
        self.answers_ping = None
        self.last_start_seconds = None

    def environ(self):
        env = dict(os.environ)
        for key in list(env):
            if key.startswith(('ACCEPT_', 'TEST_', 'PYTEST_')):
                del env[key]
        env.update(json.loads(os.environ['ACCEPT_WORKER_ENV']))
        env['CELERY_NODENAME'] = self.hostname
        return env

    def start(self):
        begin = time.monotonic()
        self._clean_broker()
        self.starts += 1
        with open(WORKER_LOG, 'ab') as log:
            log.write(f'--- start {self.starts}: {self.hostname}\n'.encode())
            log.flush()
            # A session of its own, so that the whole tree can be signalled.
            self.proc = subprocess.Popen(
                WORKER_CMD, shell=True, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT,
                env=self.environ(), start_new_session=True)
        if READY != 'none':
            self._wait_until_ready()
        self.last_start_seconds = round(time.monotonic() - begin, 3)
        emit(kind='worker-start', number=self.starts, pid=self.proc.pid,
             seconds=self.last_start_seconds, answers_ping=self.answers_ping)

    def _wait_until_ready(self):
        """One task must come back, then remote control should answer."""
        from t.integration.tasks import identity

        from celery.exceptions import TimeoutError as CeleryTimeout

        nonce = f'ready-{os.getpid()}-{self.starts}'
        result = identity.apply_async((nonce,))
        deadline = time.monotonic() + READY_TIMEOUT
        while True:
            if self.proc.poll() is not None:
                raise WorkerFailed(
                    f'the worker command ended with status '
                    f'{self.proc.returncode} before it was ready')
            try:
                assert result.get(timeout=1) == nonce
                break
            except (CeleryTimeout, socket.timeout):
                if time.monotonic() > deadline:
                    raise WorkerFailed(
                        f'no result for t.integration.tasks.identity within '
                        f'{READY_TIMEOUT:g} s of the start')
        deadline = time.monotonic() + PING_TIMEOUT
        self.answers_ping = False
        while time.monotonic() < deadline:
            replies = self.app.control.ping(
                destination=[self.hostname], timeout=1)
            if replies:
                self.answers_ping = True
                break

    def _clean_broker(self):
        """Nothing that an earlier worker left may reach the next one."""
        with contextlib.suppress(Exception):
            with self.app.connection_for_write() as conn:
                while self.app.control.purge(connection=conn):
                    pass
                if conn.transport.driver_type == 'redis':
                    conn.default_channel.client.delete(
                        'unacked', 'unacked_index', 'unacked_mutex')

    def alive(self):
        return self.proc is not None and self.proc.poll() is None

    def stop(self, grace=10.0):
        """SIGTERM, then SIGKILL to what is left of the process group."""
        proc, self.proc = self.proc, None
        if proc is None:
            return None
        clean = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(proc.pid, signal.SIGTERM)
        try:
            proc.wait(grace)
        except subprocess.TimeoutExpired:
            clean = False
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(proc.pid, signal.SIGKILL)
        proc.wait()
        emit(kind='worker-stop', number=self.starts, clean=clean,
             returncode=proc.returncode)
        return clean

    def restart(self, grace=10.0):
        self.stop(grace)
        self.start()


# -- bridges for tests that look at celery.worker.state -----------------------

class SuccessfulRequests:
    """Ids of tasks that the external worker reported as succeeded."""

    def __init__(self):
        self._ids = set()

    def __contains__(self, item):
        return getattr(item, 'id', item) in self._ids

    def __len__(self):
        return len(self._ids)

    def add(self, item):
        self._ids.add(item)


class RevokedStamps(dict):
    """``clear()`` gives the tests a worker without revoked stamps."""

    def __init__(self, worker):
        super().__init__()
        self._worker = worker

    def clear(self):
        super().clear()
        if self._worker.proc is not None:
            self._worker.restart()


class EventBridge(threading.Thread):

    def __init__(self, broker_url, seen):
        super().__init__(name='acceptance-events', daemon=True)
        self.broker_url = broker_url
        self.seen = seen
        self.ready = threading.Event()
        self.receiver = None
        self.stopping = False

    def run(self):
        from celery import Celery
        app = Celery('acceptance-events', broker=self.broker_url,
                     set_as_current=False)
        bridge = self
        base = app.events.Receiver

        class Receiver(base):
            def on_consume_ready(self, *args, **kwargs):
                super().on_consume_ready(*args, **kwargs)
                bridge.ready.set()

        while not self.stopping:
            try:
                with app.connection_for_read() as conn:
                    self.receiver = Receiver(
                        conn, app=app, routing_key='task.#',
                        handlers={'task-succeeded': self.on_succeeded})
                    self.receiver.capture(
                        limit=None, timeout=None, wakeup=False)
            except Exception as exc:   # pragma: no cover
                if self.stopping:
                    return
                emit(kind='events', error=repr(exc))
                time.sleep(1)

    def on_succeeded(self, event):
        self.seen.add(event['uuid'])

    def stop(self):
        self.stopping = True
        if self.receiver is not None:
            self.receiver.should_stop = True
        self.join(5)


# -- what start_worker is replaced with --------------------------------------

session = {'worker': None}


def give_up(exc):
    emit(kind='fatal', reason=str(exc))
    pytest.exit(f'foreign worker: {exc} (see {WORKER_LOG})', returncode=3)


@contextlib.contextmanager
def start_foreign_worker(app, **kwargs):
    """Stands in for :func:`celery.contrib.testing.worker.start_worker`."""
    from celery.utils.nodenames import anon_nodename
    from celery.worker import state as worker_state

    app.finalize()
    app.set_current()
    app.set_default()

    if session['worker'] is not None:
        pytest.fail('only the session worker can be a foreign worker')

    # The inspect tests expect the name that the embedded worker would have.
    worker = ForeignWorker(app, anon_nodename())
    session['worker'] = worker

    saved = worker_state.successful_requests, worker_state.revoked_stamps
    worker_state.successful_requests = SuccessfulRequests()
    worker_state.revoked_stamps = RevokedStamps(worker)
    events = EventBridge(app.conf.broker_url, worker_state.successful_requests)
    events.start()
    events.ready.wait(20)
    try:
        try:
            worker.start()
        except WorkerFailed as exc:
            give_up(exc)
        yield worker
    finally:
        worker_state.successful_requests, worker_state.revoked_stamps = saved
        session['worker'] = None
        events.stop()
        worker.stop()


# -- reporting ---------------------------------------------------------------

_results_lock = threading.Lock()


def emit(**record):
    record['time'] = round(time.time(), 3)
    with _results_lock, open(RESULTS, 'a') as fh:
        fh.write(json.dumps(record, default=str) + '\n')


def _log_size():
    try:
        return os.path.getsize(WORKER_LOG)
    except OSError:
        return 0


def _log_since(offset):
    try:
        with open(WORKER_LOG, 'rb') as fh:
            fh.seek(offset)
            data = fh.read()
    except OSError:
        return ''
    return data[-LOG_TAIL:].decode('utf-8', 'replace')


class State:
    """What is known about the test that is running."""

    def __init__(self):
        self.nodeid = None
        self.offset = 0
        self.starts = 0
        self.need_restart = False
        self.interrupted = False


current = State()


def _reason(report):
    if isinstance(report.longrepr, tuple):           # skip: (path, line, text)
        return str(report.longrepr[2])
    crash = getattr(report.longrepr, 'reprcrash', None)
    if crash is not None:
        return crash.message
    return str(report.longrepr or '')[-2000:]


def _subtest(report):
    context = getattr(report, 'context', None)
    if context is None:
        return None
    return getattr(context, 'msg', None) or str(getattr(context, 'kwargs', ''))


def pytest_runtest_logreport(report):
    wasxfail = getattr(report, 'wasxfail', None)
    outcome = report.outcome
    if wasxfail is not None:
        outcome = 'xfailed' if outcome == 'skipped' else 'xpassed'
    record = {
        'kind': 'phase', 'nodeid': report.nodeid, 'when': report.when,
        'outcome': outcome, 'duration': round(report.duration, 3),
    }
    sub = _subtest(report)
    if sub is not None:
        record['subtest'] = sub
    if outcome != 'passed':
        record['reason'] = wasxfail or _reason(report)
        if outcome in ('failed', 'rerun'):
            record['detail'] = str(report.longrepr)[-12000:]
            record['worker_log'] = _log_since(current.offset)
            current.need_restart = True
    emit(**record)


def pytest_runtest_logstart(nodeid, location):
    current.nodeid = nodeid
    current.offset = _log_size()
    current.need_restart = False


def pytest_runtest_logfinish(nodeid, location):
    """The worker must outlive each test; a failed test gets a new one."""
    worker = session['worker']
    died = bool(worker is not None and worker.proc is not None
                and not worker.alive())
    emit(kind='end', nodeid=nodeid, worker_died=died,
         returncode=worker.proc.returncode if died else None,
         worker_log=_log_since(current.offset) if died else None)
    if worker is None or worker.proc is None:
        return
    try:
        if died:
            worker.restart()
        elif current.need_restart and RESTART_ON_FAILURE:
            worker.restart(grace=3.0)
    except WorkerFailed as exc:
        give_up(exc)


# -- the time limit of a test --------------------------------------------------

#: After the limit, what still runs is interrupted at this interval: a part of
#: a test ("subtest") swallows the first interruption, and the parts after it
#: would then wait without any limit.
AGAIN = 2.0


def _in_test_code(frame):
    """Is this the upstream test (or a fixture of it), not pytest itself?"""
    while frame is not None:
        name = frame.f_code.co_filename
        if f'{os.sep}t{os.sep}integration{os.sep}' in name:
            return True
        if f'{os.sep}_pytest{os.sep}' in name or f'{os.sep}pluggy{os.sep}' in name:
            return False
        frame = frame.f_back
    return False


def _on_alarm(signum, frame):
    if _in_test_code(frame):
        pytest.fail(f'Timeout (>{TEST_TIMEOUT:g}s)')


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    if current.interrupted:
        pytest.exit('interrupted', returncode=2)
    worker = session['worker']
    if worker is not None and worker.proc is not None and not worker.alive():
        worker.restart()
    signal.setitimer(signal.ITIMER_REAL, TEST_TIMEOUT, AGAIN)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# -- pytest configuration ----------------------------------------------------

def pytest_configure(config):
    def interrupt(signum, frame):
        # Once: the way out, with the end of the worker, is not to be cut short.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        current.interrupted = True      # should something swallow this one
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    # Instead of pytest-timeout and of the limits that the tests are marked with.
    signal.signal(signal.SIGALRM, _on_alarm)

    import celery.contrib.testing.worker as testing_worker
    testing_worker.start_worker = start_foreign_worker


def _wanted():
    with open(LIST_FILE, encoding='utf-8') as fh:
        return [line.rstrip('\n') for line in fh if line.strip()]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if LIST_FILE:
        wanted = _wanted()
        by_id = {item.nodeid: item for item in items}
        for nodeid in wanted:
            if nodeid not in by_id:
                emit(kind='missing', nodeid=nodeid)
        wanted = set(wanted)
        dropped = [i for i in items if i.nodeid not in wanted]
        items[:] = [i for i in items if i.nodeid in wanted]
        config.hook.pytest_deselected(items=dropped)
    for item in items:
        emit(kind='collected', nodeid=item.nodeid,
             session_worker='celery_session_worker' in item.fixturenames)


def pytest_sessionfinish(exitstatus):
    emit(kind='session', exitstatus=int(exitstatus))
