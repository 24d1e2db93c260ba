"""Random crontabs and intervals, and when stock Celery says they are due, one JSON object a line.

    python celery_schedules.py SEED COUNT
"""
import json
import random
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from celery import Celery
from celery.schedules import ParseException, crontab, schedule

ZONES = [
    "UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu",
    "Pacific/Apia", "Africa/Cairo", "America/Santiago", "Pacific/Auckland", "America/Havana", "Asia/Tehran",
]
FIELDS = {
    "minute": (0, 59, []),
    "hour": (0, 23, []),
    "day_of_week": (0, 6, ["sun", "Mon", "tuesday", "WED", "thu", "fri", "sat"]),
    "day_of_month": (1, 31, []),
    "month_of_year": (1, 12, ["jan", "February", "mar", "APR", "may", "jun", "jul", "aug", "sept", "oct", "nov", "dec"]),
}
ODD = ["*/0", "", "1,,2", "5/2", "*-5", "1-", "-3", "x", "7", "60", "*/x", "1-5/", " 3", "3 ", "1-5 ", "+4", "1_0", "*/2/3", "**", "1-3-5"]


def number(rng, low, high, names):
    if names and rng.random() < 0.3:
        return rng.choice(names)
    return str(rng.randint(low, high))


def part(rng, low, high, names):
    kind = rng.random()
    if kind < 0.2:
        return "*"
    if kind < 0.4:
        return f"*/{rng.randint(1, high + 3)}"
    if kind < 0.7:
        return number(rng, low, high, names)
    text = number(rng, low, high, names) + "-" + number(rng, low, high, names)
    return text if kind < 0.85 else f"{text}/{rng.randint(1, 9)}"


def field(rng, low, high, names):
    if rng.random() < 0.01:
        return rng.choice(ODD)
    return ",".join(part(rng, low, high, names) for _ in range(rng.choice([1, 1, 1, 2, 3])))


def instant(rng, zone):
    """Half of them near a change of the clocks, where there is one."""
    time = datetime(2020, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=rng.randint(0, 10 * 365 * 86400))
    if rng.random() < 0.5:
        for _ in range(366):
            after = time + timedelta(days=1)
            if time.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
                return time + timedelta(seconds=rng.randint(-86400, 2 * 86400))
            time = after
    return time.replace(microsecond=rng.choice([0, rng.randint(0, 999999)]))


def due(entry, app, last, now):
    entry.nowfun = lambda: now
    state = entry.is_due(last)
    return [bool(state.is_due), state.next]


def crontab_case(rng, app, zone, last):
    case = {name: "*" for name in FIELDS}
    for name, (low, high, names) in FIELDS.items():
        if rng.random() < (0.75 if name in ("minute", "hour") else 0.35):
            case[name] = field(rng, low, high, names)
    try:
        entry = crontab(**case, app=app, nowfun=lambda: last)
    except (ValueError, ParseException):
        return {"crontab": case, "error": True}
    last_local = last.astimezone(zone)
    seconds = entry.remaining_estimate(last_local).total_seconds()
    ahead = timedelta(seconds=rng.choice([0, 1, 30, 3600, 86400, rng.randint(0, 40 * 86400)]))
    deadline = rng.choice([None, None, 1, 60, 3600, 90000])
    app.conf.beat_cron_starting_deadline = deadline
    now = (last + ahead).astimezone(zone)
    return {"crontab": case, "next": seconds, "deadline": deadline, "ahead": ahead.total_seconds(),
            "due": due(entry, app, last_local, now)}


def interval_case(rng, app, zone, last):
    seconds = rng.choice([rng.randint(1, 59), rng.randint(60, 3599), rng.randint(3600, 86399), 3600, 86400, 7200, 900,
                          rng.randint(86400, 40 * 86400), rng.random() * 100 + 0.01])
    relative = rng.random() < 0.7
    entry = schedule(timedelta(seconds=seconds), relative=relative, app=app)
    ahead = timedelta(seconds=rng.choice([0, 1, seconds, seconds - 0.5, seconds * rng.random(), rng.randint(0, 10 ** 6)]))
    return {"interval": entry.run_every.total_seconds(), "relative": relative, "ahead": ahead.total_seconds(),
            "due": due(entry, app, last.astimezone(zone), (last + ahead).astimezone(zone))}


def main(seed, count):
    rng = random.Random(seed)
    app = Celery("schedules", set_as_current=True)
    for number_of_case in range(count):
        name = rng.choice(ZONES)
        zone = ZoneInfo(name)
        app.conf.timezone = name
        app.__dict__.pop("timezone", None)
        last = instant(rng, zone)
        case = (interval_case if rng.random() < 0.25 else crontab_case)(rng, app, zone, last)
        case.update(zone=name, last=last.isoformat())
        print(json.dumps(case))


main(int(sys.argv[1]), int(sys.argv[2]))
