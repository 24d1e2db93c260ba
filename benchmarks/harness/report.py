"""Tables in Markdown: one for each case, a summary, and the goals."""
from . import goals
from .cases import CASES
from .contenders import everyone
from .figures import LABELS, Figures, spread
from .measures import MEASURES

OURS = ("java", "java-10000")


def name_of(figure):
    return LABELS[figure][0]


def cell(figures, case, contender, figure):
    return spread(figures.values(case.name, contender, figure), LABELS[figure][1])


def noise(rows):
    return spread([100 * r["foreign"] for r in rows if "foreign" in r])


def case_table(case, figures):
    """Minimum / median / maximum over the runs; the ratio of the headline is taken run by run."""
    names, base = figures.contenders(case), figures.base(case)
    shown = [case.headline] + [x for x in case.figures.split() if any(figures.values(case.name, n, x) for n in names)]
    out = ["| | N | ok | " + " | ".join(name_of(x) for x in shown) + f" | times better than {base} | others' share of the machine, % |",
           "|" + "---|" * (5 + len(shown))]
    for name in names:
        rows = figures.of(case.name, name)
        out.append(
            f"| {'**' + name + '**' if name.startswith('java') else name} | {max(r['n'] for r in rows):,} "
            f"| {sum(r['ok'] for r in rows)} of {len(rows)} | " + " | ".join(cell(figures, case, name, x) for x in shown)
            + f" | {'1' if name == base else spread(figures.times_better(case, name))} | {noise(rows)} |")
    return "\n".join(out)


def case_section(case, figures):
    what = " ".join(MEASURES[case.measure].__doc__.split())
    rows = [r for r in figures.rows if r["case"] == case.name]
    return (f"### {case.title}\n\n{what}\n\n    ./benchmark {case.name}\n\n{case_table(case, figures)}\n\n"
            f"Calibration loop, ms: {spread([r['calibration_ms'] for r in rows])}\n")


def summary(figures):
    """Ours beside Python's and the best of the peers, in each case."""
    out = ["| | figure | Celeriac | Python | times better | best other peer | times better than it |", "|---|---|---|---|---|---|---|"]
    limits = {n for n, c in everyone().items() if "limit" in c}
    for case in CASES:
        names = figures.contenders(case)
        ours = next((n for n in names if n in OURS), None)
        if ours is None or not figures.values(case.name, ours, case.headline):
            continue
        base = figures.base(case)
        base_cell = f"{cell(figures, case, base, case.headline)}" if base.startswith("py-") else "–"
        if base not in ("py-prefork",) and base.startswith("py-"):
            base_cell += f" ({base})"
        better = spread(figures.times_better(case, ours)) if base.startswith("py-") else "–"
        peers = [n for n in names if not n.startswith(("java", "py-")) and n not in limits and figures.values(case.name, n, case.headline)]
        best = (max if case.more_is_better else min)(
            peers, key=lambda n: figures.median(case.name, n, case.headline), default=None)
        best_cells = (f"{best}: {cell(figures, case, best, case.headline)} | {spread(figures.times_better(case, ours, best))}"
                      if best else "none | –")
        out.append(f"| {case.title} | {name_of(case.headline)} | {cell(figures, case, ours, case.headline)} | {base_cell} "
                   f"| **{better}** | {best_cells} |")
    return "\n".join(out)


def about(rows):
    """When, where and with what."""
    lines = list(dict.fromkeys(r["about"] for r in rows if "about" in r))
    measured = [r for r in rows if "case" in r]
    lines.append(
        f"{len(measured)} runs. Others used {noise(measured)} % of the machine; calibration loop "
        f"{spread([r['calibration_ms'] for r in measured])} ms (minimum / median / maximum, as everywhere here).")
    return "\n".join(f"- {line}" for line in lines)


def report(rows):
    figures = Figures(rows)
    if not figures.rows:
        return "Nothing was measured.\n"
    cases = [case for case in CASES if figures.contenders(case)]
    names = [n for n in everyone() if any(r["contender"] == n for r in figures.rows)]
    parts = [about(rows), "### All at a glance\n\n" + summary(figures), "### Goals\n\n" + goals.table(figures)]
    parts += [case_section(case, figures) for case in cases]
    parts.append("### Contenders\n\n| | |\n|---|---|\n" + "\n".join(f"| `{n}` | {everyone()[n]['about']} |" for n in names))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"
