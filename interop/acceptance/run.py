#!/usr/bin/env python3
"""Judge a Celery worker with Celery's own integration tests.

Stock Python Celery is the client.  The worker is whatever ``--worker-cmd``
starts: a separate process that registers the tasks of ``t/integration/tasks.py``
under their names.  The tests are taken at run time from Celery's source
distribution and are run unchanged.

    python run.py --broker amqp://guest:guest@localhost:5672// \\
                  --backend redis://localhost:6379/0 \\
                  --worker-cmd "java -jar worker.jar"

Exit status: 0 when every selected test passed, 1 when some did not,
2 for wrong usage, 3 when the worker never became ready.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from importlib import metadata
from urllib.parse import urlparse

HERE = pathlib.Path(__file__).resolve().parent
CELERY = '5.7.0'
SDIST = f'celery-{CELERY}.tar.gz'
SDIST_SHA256 = '6a5dfcf6662287204f009a02002b9e66c83d4105e47ebabdc7079108772fc6f0'

#: The modules of t/integration whose tests hand work to the session worker.
#: The others test the Python package alone (see README.md).
MODULES = (
    'test_canvas.py', 'test_tasks.py', 'test_group_chains.py',
    'test_inspect.py', 'test_redis_backend.py', 'test_beat.py',
    'test_worker.py',
)

BAD = ('failed', 'error', 'timeout', 'missing', 'not run', 'worker died')
NOT_PASSED = BAD + ('skipped', 'xfailed')


def main(argv=None):
    args = parse_args(argv)
    config = config_name(args.broker, args.backend)
    check_requirements()
    out = pathlib.Path(
        args.out or tempfile.mkdtemp(prefix='acceptance-')).resolve()
    out.mkdir(parents=True, exist_ok=True)
    for name in ('results.jsonl', 'worker.log', 'report.json'):
        (out / name).unlink(missing_ok=True)
    tests = upstream_tests(args)
    wanted = wanted_tests(args, config)
    if wanted is not None and not wanted:
        sys.exit(f'no test of the list is meant for {config}')

    print(f'configuration  {config}\nworker         {args.worker_cmd}\n'
          f'tests          {tests}\noutput         {out}', flush=True)
    begin = time.time()
    status = run_pytest(args, tests, wanted, out)
    report = build_report(args, config, out, wanted, begin, status)
    path = out / 'report.json'
    path.write_text(json.dumps(report, indent=1) + '\n')
    summarise(report, path)
    if status == 3:
        return 3
    return 0 if report['verdict']['ok'] else 1


def parse_args(argv):
    p = argparse.ArgumentParser(
        description=__doc__.split('\n\n')[0], add_help=True)
    p.add_argument('--broker', required=True, metavar='URL')
    p.add_argument('--backend', required=True, metavar='URL',
                   help='redis://..., or rpc (RabbitMQ only)')
    p.add_argument('--worker-cmd', metavar='CMD',
                   help='shell command that runs the worker in the foreground')
    p.add_argument('--reference', action='store_true',
                   help='judge the stock Python worker (python_worker.py)')
    p.add_argument('--redis', metavar='HOST:PORT',
                   help='the Redis server in which tasks and tests leave '
                        'their marks (default: that of the backend, else '
                        'that of the broker, else localhost:6379); database 0')
    p.add_argument('--select', metavar='EXPR',
                   help='run only the tests that match (as pytest -k)')
    p.add_argument('--list', metavar='FILE', action='append', type=pathlib.Path,
                   help='run the tests of this list (default: selected.txt '
                        'beside run.py)')
    p.add_argument('--except', metavar='FILE', action='append',
                   type=pathlib.Path, dest='without',
                   help='leave out the tests of this list')
    p.add_argument('--all', action='store_true',
                   help='no list: every test of the modules that use a worker')
    p.add_argument('--module', action='append', metavar='NAME',
                   help='limit to a module, e.g. test_canvas.py')
    p.add_argument('--out', metavar='DIR',
                   help='where report.json and the logs go')
    p.add_argument('--sdist', type=pathlib.Path,
                   help=f'a local {SDIST} (default: pip download)')
    p.add_argument('--cache', type=pathlib.Path,
                   default=HERE.parent.parent / '.celeriac'
                   / f'celery-{CELERY}-integration',
                   help='where the tests are unpacked (default: %(default)s)')
    p.add_argument('--test-timeout', type=float, default=330, metavar='S',
                   help='limit for one test (default: %(default)s)')
    p.add_argument('--ready-timeout', type=float, default=60, metavar='S',
                   help='limit for the start of the worker '
                        '(default: %(default)s)')
    p.add_argument('--ping-timeout', type=float, default=10, metavar='S',
                   help='how long the worker may take to answer a ping, '
                        'which it need not; 0 asks for none '
                        '(default: %(default)s)')
    p.add_argument('--ready', choices=('task', 'none'), default='task',
                   help=argparse.SUPPRESS)
    p.add_argument('--upstream-reruns', action='store_true',
                   help='run a failed test again as often as its upstream '
                        '"flaky" mark allows (default: never)')
    p.add_argument('--keep-worker', action='store_true',
                   help='do not give the tests a new worker after a failure')
    args = p.parse_args(argv)
    if bool(args.worker_cmd) == args.reference:
        p.error('give either --worker-cmd or --reference')
    if args.reference:
        args.worker_cmd = 'exec ' + shlex.join(
            [sys.executable, str(HERE / 'python_worker.py')])
    if args.backend.rstrip('/').rstrip(':') == 'rpc':
        args.backend = 'rpc'       # the spelling that the tests look for
    return args


def config_name(broker, backend):
    kinds = {'amqp': 'amqp', 'pyamqp': 'amqp', 'redis': 'redis', 'rpc': 'rpc'}
    try:
        names = [kinds[url.partition(':')[0]] for url in (broker, backend)]
    except KeyError as exc:
        sys.exit(f'unknown URL scheme: {exc}')
    if names[1] == 'rpc' and names[0] != 'amqp':
        sys.exit('the rpc backend needs RabbitMQ')
    url = urlparse(backend)
    if url.scheme == 'redis' and url.path not in ('', '/', '/0'):
        sys.exit('the tests look for results in database 0 of Redis')
    return '+'.join(names)


def check_requirements():
    try:
        found = metadata.version('celery')
    except metadata.PackageNotFoundError:
        sys.exit(f'celery is not installed: '
                 f'{sys.executable} -m pip install -r {HERE.parent}/requirements.txt')
    if found != CELERY:
        sys.exit(f'celery {CELERY} is needed, found {found}')


# -- the upstream tests ------------------------------------------------------

def upstream_tests(args):
    """Unpack the tests of the source distribution; return their root."""
    root = args.cache.resolve()
    stamp = root / '.complete'
    if stamp.exists():
        return root
    sdist = args.sdist or download(root)
    digest = hashlib.sha256(sdist.read_bytes()).hexdigest()
    if digest != SDIST_SHA256:
        sys.exit(f'{sdist} is not the source distribution of celery {CELERY}')
    top = f'celery-{CELERY}/'
    with tarfile.open(sdist) as tar:
        for member in tar:
            # Not the package itself: the installed one is used.
            name = member.name.removeprefix(top)
            if name == 'pyproject.toml' or name.startswith('t/'):
                if not (member.isfile() or member.isdir()) or '..' in name:
                    continue
                member.name = name
                tar.extract(member, root, **EXTRACT)
    stamp.write_text(SDIST_SHA256 + '\n')
    return root


EXTRACT = {'filter': 'data'} if hasattr(tarfile, 'data_filter') else {}


def download(root):
    where = root / 'sdist'
    where.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, '-m', 'pip', '-q', 'download', '--no-deps',
         '--no-binary', ':all:', '--dest', str(where), f'celery=={CELERY}'],
        check=True)
    return where / SDIST


def read_list(path):
    """Lines: configurations, a tab, the node id; '#' starts a comment."""
    for line in path.read_text(encoding='utf-8').splitlines():
        if not line.strip() or line.startswith('#'):
            continue
        configs, _, nodeid = line.partition('\t')
        yield nodeid.strip(), configs.split(',')


def wanted_tests(args, config):
    if args.all:
        return None
    def of(paths):
        return [nodeid for path in paths for nodeid, configs in read_list(path)
                if config in configs]

    wanted = dict.fromkeys(of(args.list or [HERE / 'selected.txt']))
    for nodeid in of(args.without or []):
        wanted.pop(nodeid, None)
    return list(wanted)


# -- the run -----------------------------------------------------------------

def redis_address(args):
    if args.redis:
        host, _, port = args.redis.rpartition(':')
        return host or 'localhost', port
    for url in map(urlparse, (args.backend, args.broker)):
        if url.scheme == 'redis':
            return url.hostname or 'localhost', str(url.port or 6379)
    return 'localhost', '6379'


def run_pytest(args, tests, wanted, out):
    host, port = redis_address(args)
    worker_env = {
        'CELERY_BROKER_URL': args.broker,
        'CELERY_RESULT_BACKEND':
            'rpc://' if args.backend == 'rpc' else args.backend,
        'CELERY_QUEUE': 'celery',
        'CELERY_CONCURRENCY': '1',
        'CELERY_PREFETCH_MULTIPLIER': '4',
        'CELERY_RESULT_EXTENDED': '1',
        'CELERY_TASK_EVENTS': '1',
        'REDIS_HOST': host,
        'REDIS_PORT': port,
    }
    env = dict(os.environ)
    env.pop('PYTEST_ADDOPTS', None)
    env.pop('NO_WORKER', None)
    env.update(
        PYTHONPATH=os.pathsep.join(
            filter(None, [str(HERE), str(tests), env.get('PYTHONPATH')])),
        PYTHONDONTWRITEBYTECODE='1',
        TEST_BROKER=args.broker,
        TEST_BACKEND=args.backend,
        REDIS_HOST=host,
        REDIS_PORT=port,
        ACCEPT_OUT=str(out),
        ACCEPT_WORKER_CMD=args.worker_cmd,
        ACCEPT_WORKER_ENV=json.dumps(worker_env),
        ACCEPT_READY=args.ready,
        ACCEPT_READY_TIMEOUT=str(args.ready_timeout),
        ACCEPT_PING_TIMEOUT=str(args.ping_timeout),
        ACCEPT_TEST_TIMEOUT=str(args.test_timeout),
        ACCEPT_RESTART_ON_FAILURE='0' if args.keep_worker else '1',
    )
    # The reference worker imports the task module; a foreign one ignores this.
    worker_env['PYTHONPATH'] = env['PYTHONPATH']
    env['ACCEPT_WORKER_ENV'] = json.dumps(worker_env)
    modules = args.module or MODULES
    if wanted is not None:
        listing = out / 'wanted.txt'
        listing.write_text(''.join(n + '\n' for n in wanted))
        env['ACCEPT_LIST'] = str(listing)
        used = {n.partition('::')[0].rpartition('/')[2] for n in wanted}
        modules = [m for m in modules if m in used]
    cmd = [
        sys.executable, '-m', 'pytest', '-v', '--tb=short', '-rN',
        '--rootdir', str(tests), '-c', str(tests / 'pyproject.toml'),
        '-p', 'celery.contrib.pytest', '-p', 'acceptance_plugin',
        '-p', 'no:cacheprovider', '-p', 'no:pytest_celery', '-p', 'no:timeout',
        '-o', 'console_output_style=count',
    ]
    if not args.upstream_reruns:
        cmd += ['-p', 'no:rerunfailures']
    if args.select:
        cmd += ['-k', args.select]
    cmd += [f't/integration/{m}' for m in modules]
    pytest = subprocess.Popen(cmd, cwd=tests, env=env)

    def interrupt(signum, frame):
        # The plugin ends the worker on its way out.
        pytest.send_signal(signal.SIGTERM)
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, interrupt)
    return pytest.wait()


# -- the report --------------------------------------------------------------

def build_report(args, config, out, wanted, begin, status):
    tests = collections.OrderedDict()
    fatal = None
    workers = {'starts': 0, 'unclean_stops': 0, 'answers_ping': None,
               'died_in': [], 'start_seconds': []}
    results = out / 'results.jsonl'
    lines = results.read_text().splitlines() if results.exists() else []

    def test(nodeid):
        return tests.setdefault(nodeid, {
            'nodeid': nodeid, 'outcome': 'not run', 'duration': 0.0,
            'reruns': 0, 'reason': None})

    for line in lines:
        rec = json.loads(line)
        kind = rec['kind']
        if kind == 'collected':
            test(rec['nodeid'])['uses_session_worker'] = rec['session_worker']
        elif kind == 'missing' and not (args.select or args.module):
            test(rec['nodeid']).update(
                outcome='missing', reason='no such test in the distribution')
        elif kind == 'phase':
            add_phase(test(rec['nodeid']), rec)
        elif kind == 'end':
            if rec['worker_died']:
                t = test(rec['nodeid'])
                workers['died_in'].append(rec['nodeid'])
                t['reason'] = (f'the worker ended (status {rec["returncode"]})'
                               + (f'; {t["reason"]}' if t['reason'] else ''))
                t['outcome'] = 'worker died'
                t['worker_log'] = rec['worker_log']
        elif kind == 'fatal':
            fatal = rec['reason']
        elif kind == 'worker-start':
            workers['starts'] += 1
            workers['answers_ping'] = rec['answers_ping']
            workers['start_seconds'].append(rec['seconds'])
        elif kind == 'worker-stop' and not rec['clean']:
            workers['unclean_stops'] += 1

    counts = collections.Counter(t['outcome'] for t in tests.values())
    bad = sum(counts[k] for k in BAD)
    # A test of the list must pass: to skip it, or to fail as an upstream
    # "xfail" mark foresees, is not enough.
    passed = counts['passed'] + counts['xpassed']
    total = len(tests)
    if wanted is None:
        total -= counts['skipped'] + counts['xfailed']
    return {
        'configuration': config,
        'celery': CELERY,
        'broker': args.broker,
        'backend': args.backend,
        'worker_cmd': args.worker_cmd,
        'list': ([str(p) for p in args.list] if args.list else
                 None if args.all else 'selected.txt'),
        'started': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(begin)),
        'seconds': round(time.time() - begin, 1),
        'pytest_status': status,
        'fatal': fatal,
        'verdict': {
            'ok': bool(total and passed == total
                       and not workers['died_in'] and not fatal),
            'passed': passed, 'of': total, 'bad': bad,
            'text': f'{passed} of {total}'},
        'counts': dict(sorted(counts.items())),
        'worker': workers,
        'tests': list(tests.values()),
    }


def add_phase(t, rec):
    t['duration'] = round(t['duration'] + (
        0 if 'subtest' in rec else rec['duration']), 3)
    outcome, when = rec['outcome'], rec['when']
    if outcome == 'rerun':
        t['reruns'] += 1
        t.setdefault('rerun_reasons', []).append(rec.get('reason'))
        return
    if outcome == 'failed':
        reason = rec.get('reason') or ''
        if 'subtest' in rec:
            reason = f'[{rec["subtest"]}] {reason}'
        if 'Timeout (>' in reason or 'Failed: Timeout' in reason:
            outcome = 'timeout'
        elif when != 'call':
            outcome = 'error'
        if t['outcome'] in BAD and t['outcome'] != 'not run':
            # keep the first cause, add the others
            if reason and reason not in t['reason']:
                t['reason'] = f'{t["reason"]}\n{reason}'
            return
        t.update(outcome=outcome, reason=reason, when=when,
                 detail=rec.get('detail'), worker_log=rec.get('worker_log'))
    elif outcome == 'skipped' and 'subtest' not in rec:
        if t['outcome'] == 'not run':
            t.update(outcome='skipped', reason=rec.get('reason'))
    elif outcome in ('xfailed', 'xpassed'):
        if t['outcome'] == 'not run':
            t.update(outcome=outcome, reason=rec.get('reason'))
    elif outcome == 'passed' and when == 'call' and 'subtest' not in rec:
        if t['outcome'] == 'not run':
            t['outcome'] = 'passed'


def summarise(report, path):
    print()
    shown = BAD if report['list'] is None else NOT_PASSED
    for t in report['tests']:
        if t['outcome'] in shown:
            first = (t['reason'] or '').strip().splitlines()
            print(f'{t["outcome"]:12} {t["nodeid"]}')
            if first:
                print(f'{"":12} {first[0][:160]}')
    counts = ', '.join(f'{v} {k}' for k, v in report['counts'].items())
    print(f'\n{report["configuration"]}: {report["verdict"]["text"]} '
          f'({counts}) in {report["seconds"]:.0f} s')
    if report['fatal']:
        print(f'stopped: {report["fatal"]}')
    w = report['worker']
    print(f'worker: {w["starts"]} starts, died in {len(w["died_in"])} tests, '
          f'{w["unclean_stops"]} did not end on SIGTERM')
    print(f'report: {path}')


if __name__ == '__main__':
    sys.exit(main())
