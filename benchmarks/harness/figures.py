"""From rows to figures: minimum, median, maximum, and ratios run by run."""
import statistics

BASE = "py-prefork"

# name: (what a table calls it, by how much it is divided)
LABELS = {
    "tasks_per_s": ("tasks/s", 1), "second_half_per_s": ("second half, tasks/s", 1), "sends_per_s": ("sends/s", 1),
    "landed_per_s": ("landed/s", 1), "per_s": ("messages/s", 1), "best_second_per_s": ("best second", 1),
    "cpu_us": ("CPU µs", 1), "warm_cpu_us": ("CPU µs, warm", 1), "broker_cpu_us": ("brokers' CPU µs", 1),
    "warm_broker_cpu_us": ("brokers' CPU µs, warm", 1), "caller_cpu_us": ("caller's CPU µs", 1),
    "pss_mib": ("PSS MiB", 1), "idle_pss_mib": ("idle PSS MiB", 1), "idle_rss_mib": ("idle RSS MiB", 1),
    "load_pss_mib": ("busy PSS MiB", 1), "processes": ("processes", 1), "threads": ("threads", 1),
    "idle_cpu_percent": ("idle CPU, % of a core", 1),
    "p50_us": ("p50 ms", 1000), "p90_us": ("p90 ms", 1000), "p99_us": ("p99 ms", 1000),
    "first_task_s": ("first task done, s", 1), "stop_s": ("SIGTERM to exit, s", 1), "cpu_s": ("CPU s", 1),
    "seconds": ("seconds", 1), "send_seconds": ("of which sending", 1), "warm_seconds": ("again, seconds", 1),
    "fired": ("fired", 1), "not_fetched": ("not accepted", 1), "accepted_s": ("accepted, s", 1),
    "growth": ("times as much for each, or as many", 1), "second_tenth_per_s": ("second tenth, tasks/s", 1),
    "last_tenth_per_s": ("last tenth, tasks/s", 1), "few_cpu_us": ("of few, CPU µs", 1), "few_pss_mib": ("of few, PSS MiB", 1),
    "few_first_task_s": ("of few, first task, s", 1), "half_pss_mib": ("second quarter, PSS MiB", 1),
    "half_threads": ("second quarter, threads", 1), "half_descriptors": ("second quarter, descriptors", 1),
    "descriptors": ("descriptors", 1), "half_keys": ("second quarter, Redis keys", 1), "keys": ("Redis keys", 1),
    "half_cpu_us": ("second quarter, CPU µs", 1),
    "early_us": ("earliest, ms late", 1000), "late_p50_us": ("late p50 ms", 1000), "late_p99_us": ("late p99 ms", 1000),
}


def number(x):
    if abs(x) >= 100:
        return f"{x:,.0f}"
    return f"{x:.1f}" if abs(x) >= 10 else f"{x:.2f}"


def spread(values, divisor=1):
    """Minimum / median / maximum; one of them where that is all there is to say."""
    values = [v / divisor for v in values if v is not None]
    if not values:
        return "–"
    texts = [number(f(values)) for f in (min, statistics.median, max)]
    return texts[0] if len(set(texts)) == 1 else " / ".join(texts)


class Figures:
    """The rows of one run of the harness, or of several."""

    def __init__(self, rows):
        self.rows = [r for r in rows if "case" in r]

    def contenders(self, case):
        return list(dict.fromkeys(r["contender"] for r in self.rows if r["case"] == case.name))

    def of(self, case_name, contender):
        return [r for r in self.rows if r["case"] == case_name and r["contender"] == contender]

    def values(self, case_name, contender, figure):
        return [r[figure] for r in self.of(case_name, contender) if r.get(figure) is not None]

    def median(self, case_name, contender, figure):
        values = self.values(case_name, contender, figure)
        return statistics.median(values) if values else None

    def base(self, case):
        """Stock Celery with processes; where it has no chance, the first one."""
        names = self.contenders(case)
        return BASE if BASE in names else names[0]

    def quotients(self, case_name, figure, one, other, other_figure=None):
        """Run by run, of those that were ok on both sides."""
        others = {(r["session"], r["run"]): r.get(other_figure or figure) for r in self.of(case_name, other) if r["ok"]}
        pairs = [(r.get(figure), others.get((r["session"], r["run"]))) for r in self.of(case_name, one) if r["ok"]]
        return [a / b for a, b in pairs if a is not None and b]

    def times_better(self, case, contender, base=None, figure=None):
        """Ratios of the headline, run by run: more than 1 is better than the base."""
        base = base or self.base(case)
        if case.more_is_better:
            return self.quotients(case.name, figure or case.headline, contender, base)
        return self.quotients(case.name, figure or case.headline, base, contender)
