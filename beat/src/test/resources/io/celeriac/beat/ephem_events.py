"""When Celery's solar schedule, with the library ephem, has each event: the content of solar.tsv.

    python ephem_events.py > solar.tsv
"""
import random
from datetime import datetime, timedelta, timezone

from celery import Celery
from celery.schedules import solar

PLACES = [(0.0, 0.0), (59.91, 10.75), (40.71, -74.01), (-33.87, 151.21), (64.15, -21.94), (69.65, 18.96), (-77.85, 166.67), (1.35, 103.82),
          (35.0, 179.9)]
rng = random.Random(5)
app = Celery("solar")
print("event\tlatitude\tlongitude\tlast\tnext")
for latitude, longitude in PLACES:
    for event in sorted(solar._all_events):
        for _ in range(4):
            last = datetime(2020, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=rng.randint(0, 15 * 365 * 86400))
            entry = solar(event, latitude, longitude, app=app, nowfun=lambda: last)
            time = last + entry.remaining_estimate(last)
            print(event, latitude, longitude, last.isoformat(), time.isoformat(), sep="\t")
