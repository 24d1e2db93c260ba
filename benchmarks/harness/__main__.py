"""The harness of ./benchmark, which starts the servers and installs the contenders."""
import argparse
import atexit
import json
import os
import platform
import signal
import subprocess
import sys
import time
from dataclasses import replace

from . import machine
from .cases import CASES, MEASURES
from .chart import chart
from .contenders import BROKERS, HERE, URLS, Worker, everyone, missing
from .figures import LABELS, number
from .measures import MEASURES as FUNCTIONS
from .report import report

ROOT = os.path.dirname(HERE)
DOCUMENT, IMAGE = os.path.join(ROOT, "docs", "benchmarks.md"), os.path.join(ROOT, "docs", "images", "benchmarks.svg")
START, END = "<!-- figures: written by ./benchmark -->", "<!-- end of the figures -->"


def log(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def first_line(*command):
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        return (found.stdout or found.stderr).strip().splitlines()[0]
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return None


def surroundings(a):
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")),
                     platform.machine())
    python = first_line(os.environ.get("BENCH_PYTHON", ""), "-m", "celery", "--version")
    server = first_line("redis-server", "--version") or ""
    words = [
        time.strftime("%Y-%m-%d"), f"{machine.CORES} cores ({processor}), brokers on the same", f"JDK {os.environ.get('BENCH_JDK', '')}",
        python and f"Celery {python}", f"RabbitMQ {os.environ.get('BENCH_RABBITMQ', '')}",
        next((f"Redis {w[2:]}" for w in server.split() if w.startswith("v=")), None), a.quick and "--quick"]
    return "; ".join(w for w in words if w)


def chosen_cases(a):
    names = {case.name for case in CASES}
    for word in a.measures:
        if word not in names and word not in MEASURES:
            sys.exit(f"benchmark: there is no measure '{word}'; there are {', '.join(MEASURES)}, and of these {', '.join(sorted(names))}")
    chosen = [case for case in CASES if not a.measures or case.name in a.measures or case.measure in a.measures]
    chosen = [case for case in chosen if a.broker in (None, case.options.broker)]
    # What --quick leaves out is measured when it is asked for by name.
    if a.quick and not a.measures:
        chosen = [case for case in chosen if case.quick]
    return [chosen_case(case, a) for case in chosen]


def chosen_case(case, a):
    case = case.hurried() if a.quick else case
    if a.contenders:
        case = replace(case, contenders=" ".join(a.contenders.split(",")))
    given = {k: getattr(a, k) for k in ("n", "concurrency") if getattr(a, k) is not None}
    return replace(case, options=replace(case.options, **given))


def able(case, contender):
    """Whether a contender has what a case needs."""
    verb = {"producer": "produce", "roundtrip": "roundtrip", "canvas": "canvas", "limits": "limit"}.get(case.measure, "worker")
    return verb in contender or (case.measure in ("worker", "producer") and "limit" in contender)


def plan(cases, runs):
    """(case, run, contender), interleaved, so that the machine's moods meet all contenders."""
    known, absent, steps = everyone(), {}, []
    for case in cases:
        names = case.contenders.split()
        for name in names:
            if name not in known:
                sys.exit(f"benchmark: there is no contender '{name}'; there are {', '.join(known)}")
            if missing(known[name]):
                absent[name] = missing(known[name])
        there = [known[n] for n in names if n not in absent and able(case, known[n])]
        steps += [(case, run, contender) for run in range(1 if case.once else runs) for contender in there]
    if absent:
        log("left out, because not installed:", ", ".join(absent))
    return steps


def measure(case, run, contender, session):
    options = case.options
    if case.measure in ("worker", "producer", "roundtrip"):
        # Who is through in the time that others take to warm up gets more.
        options = replace(options, n=options.n * contender.get("backlog", 1))
    row = {"session": session, "case": case.name, "contender": contender["name"], "run": run, "n": options.n,
           "calibration_ms": machine.calibration()}
    noise = machine.Noise(BROKERS)
    try:
        row |= FUNCTIONS[case.measure](contender, options)
    except (RuntimeError, OSError, subprocess.SubprocessError, ValueError, KeyError, LookupError) as e:
        log("!!", contender["name"], repr(e))
        row |= {"ok": False, "error": str(e)}
    finally:
        for worker in list(Worker.live):
            worker.kill()
    return row | {"foreign": noise.share()}


def told(case, row):
    if case.headline not in row:
        return "failed"
    label, divisor = LABELS[case.headline]
    words = f"{number(row[case.headline] / divisor)} {label}"
    for figure, what in (("cpu_us", "CPU"), ("broker_cpu_us", "brokers")):
        if row.get(figure):
            words += f", {what} {number(row[figure])} µs"
    return words + ("" if row["ok"] else ", NOT OK") + f", others {100 * row['foreign']:.0f} %"


def run(a):
    cases = chosen_cases(a)
    steps = plan(cases, a.runs)
    if not steps:
        sys.exit("benchmark: nothing is left to measure")
    session, rows, began = time.strftime("%Y%m%d-%H%M%S"), [], time.time()
    note(a.out, {"session": session, "about": surroundings(a)}, rows)
    for i, (case, turn, contender) in enumerate(steps, 1):
        row = measure(case, turn, contender, session)
        note(a.out, row, rows)
        passed = time.time() - began
        left = passed / i * (len(steps) - i)
        log(f"{i}/{len(steps)} {case.name} {turn + 1}/{a.runs} {contender['name']}: {told(case, row)}"
            f" ({passed / 60:.1f} min, some {left / 60:.0f} more)")
    return rows


def note(out, row, rows):
    rows.append(row)
    with open(out, "a", encoding="utf-8") as f:
        f.write(json.dumps(row) + "\n")


def read(names):
    rows = []
    for name in names:
        with open(name, encoding="utf-8") as f:
            rows += [json.loads(line) for line in f if line.strip()]
    return rows


def write(name, content):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as f:
        f.write(content)
    log("wrote", os.path.relpath(name, ROOT))


def publish(rows):
    with open(DOCUMENT, encoding="utf-8") as f:
        text = f.read()
    before, rest = text.split(START)
    after = rest.split(END)[1]
    write(DOCUMENT, f"{before}{START}\n\n{report(rows)}\n{END}{after}")
    write(IMAGE, chart(rows))


def arguments():
    parser = argparse.ArgumentParser(
        prog="./benchmark", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures Celeriac beside its peers, on brokers of its own: docs/benchmarks.md says what and how.",
        epilog="Measures: " + ", ".join(MEASURES) + "\nCases: " + ", ".join(c.name for c in CASES)
        + "\nContenders: " + ", ".join(everyone())
        + "\n\n./benchmark --jmh [REGEX] [JMH OPTIONS] measures the inner parts by themselves, with allocations.")
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help="measures or single cases; everything when left out")
    parser.add_argument("-q", "--quick", action="store_true", help="less of everything, one run: some minutes")
    parser.add_argument("-b", "--broker", choices=list(URLS), help="only on this one")
    parser.add_argument("-c", "--contenders", metavar="NAMES",
                        help="parted by commas; those of the case when left out. Ratios are to py-prefork or else to the first")
    parser.add_argument("-r", "--runs", type=int, help="how often each (default 5; 1 with --quick)")
    parser.add_argument("-n", type=int, help="messages or calls of a run; workers and producers get a multiple, by contenders.toml")
    parser.add_argument("--concurrency", type=int, help="of every worker, instead of its own")
    parser.add_argument("-o", "--out", default=os.environ.get("BENCH_OUT", "benchmarks.jsonl"),
                        help="file that each run's figures are appended to, as JSON lines (default %(default)s)")
    parser.add_argument("--docs", action="store_true",
                        help="write docs/benchmarks.md and docs/images/benchmarks.svg, as the whole comparison does by itself")
    parser.add_argument("--from", dest="files", nargs="+", metavar="FILE", help="measure nothing; take the figures of these files")
    a = parser.parse_args()
    a.runs = a.runs or (1 if a.quick else 5)
    return a


def main():
    a = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    atexit.register(lambda: [worker.kill() for worker in list(Worker.live)])
    machine.adopt_orphans()
    if not a.files and not all(URLS.values()):
        sys.exit("benchmark: start me with ./benchmark, which starts the brokers")
    rows = read(a.files) if a.files else run(a)
    whole = not (a.files or a.quick or a.measures or a.broker or a.contenders or a.n or a.concurrency)
    place = os.path.dirname(os.path.abspath(a.out))
    write(os.path.join(place, "report.md"), report(rows))
    write(os.path.join(place, "chart.svg"), chart(rows))
    if whole or a.docs:
        publish(rows)
    print(report(rows))
    sys.exit(0 if all(r.get("ok", True) for r in rows) else 1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
