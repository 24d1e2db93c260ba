"""The summary as a picture: for each case how many times better than stock Celery, on a logarithmic scale. Plain SVG,
readable on a light and on a dark page."""
import math
import statistics
from xml.sax.saxutils import escape

from .cases import CASES
from .figures import Figures, number

WIDTH, LEFT, RIGHT, TOP, ROW = 900, 316, 76, 84, 26
SERIES = [  # who, its class, the mark's name
    ("java", "ours", "Celeriac"), ("rusty", "rusty", "Rusty Celery"), ("asynq", "asynq", "asynq"), ("bullmq", "bullmq", "BullMQ"),
    ("perftest", "limit", "PerfTest: the broker's limit"),
]
STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #24292f; }
  .title { font-size: 16px; font-weight: 600; } .small { font-size: 11.5px; fill: #57606a; } .strong { font-weight: 600; }
  .grid { stroke: #d0d7de; } .one { stroke: #57606a; } .stripe { fill: #818b981a; }
  .ours { fill: #0969da; stroke: #0969da; } .rusty { fill: #bc4c00; stroke: #bc4c00; } .asynq { fill: #1a7f37; stroke: #1a7f37; }
  .bullmq { fill: #8250df; stroke: #8250df; } .limit { fill: none; stroke: #57606a; stroke-width: 1.6; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .small { fill: #9198a1; } .grid { stroke: #3d444d; } .one { stroke: #9198a1; }
    .ours { fill: #4493f8; stroke: #4493f8; } .rusty { fill: #f0883e; stroke: #f0883e; } .asynq { fill: #3fb950; stroke: #3fb950; }
    .bullmq { fill: #ab7df8; stroke: #ab7df8; } .limit { stroke: #9198a1; }
  }"""


def mark(kind, x, y):
    if kind == "ours":
        return f'<circle class="ours" cx="{x:.1f}" cy="{y}" r="6"/>'
    if kind == "limit":
        return f'<path class="limit" d="M{x:.1f} {y - 6} l6 6 l-6 6 l-6 -6 z"/>'
    if kind == "rusty":
        return f'<rect class="rusty" x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9"/>'
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y}" r="4.5"/>'


def points(figures):
    """(case, {who: its ratios}): of each contender's kind the one that does best."""
    for case in CASES:
        names = figures.contenders(case)
        if "java" not in names or not figures.base(case).startswith("py-"):
            continue
        found = {}
        for who, kind, _ in SERIES:
            variants = [figures.times_better(case, n) for n in names if n == who or (who != "java" and n.startswith(who + "-"))]
            variants = [v for v in variants if v]
            if variants:
                found[kind] = max(variants, key=statistics.median)
        if "ours" in found:
            yield case, found


def chart(rows):
    found = list(points(Figures(rows)))
    ratios = [x for _, marks in found for values in marks.values() for x in values] + [1]
    low, high = math.floor(math.log10(min(ratios))), math.ceil(math.log10(max(ratios)))
    height = TOP + ROW * len(found) + 68

    def x_of(ratio):
        return LEFT + (math.log10(ratio) - low) / max(1, high - low) * (WIDTH - LEFT - RIGHT)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        'aria-label="How many times better than stock Celery">',
        f"<style>{STYLE}\n</style>",
        '<text class="title" x="16" y="26">Times better than stock Python Celery</text>',
    ]
    shown = {kind for _, marks in found for kind in marks}
    x = 22
    for _, kind, label in SERIES:
        if kind in shown:
            out.append(mark(kind, x, 48) + f'<text class="small" x="{x + 12}" y="52">{label}</text>')
            x += 34 + 6.6 * len(label)
    bottom = TOP + ROW * len(found)
    for power in range(low, high + 1):
        at = x_of(10 ** power)
        out.append(f'<line class="{"one" if power == 0 else "grid"}" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 8}" y2="{bottom}"/>')
        out.append(f'<text class="small" x="{at:.1f}" y="{bottom + 18}" text-anchor="middle">{10 ** power:g}×</text>')
    for i, (case, marks) in enumerate(found):
        y = TOP + ROW * i + ROW // 2
        if i % 2 == 0:
            out.append(f'<rect class="stripe" x="0" y="{TOP + ROW * i}" width="{WIDTH}" height="{ROW}"/>')
        out.append(f'<text x="{LEFT - 14}" y="{y + 4}" text-anchor="end">{escape(case.title.replace("`", ""))}</text>')
        for kind in ("limit", "bullmq", "asynq", "rusty", "ours"):  # ours on top
            values = marks.get(kind)
            if values:
                if kind == "ours":
                    out.append(f'<line class="ours" stroke-width="2" x1="{x_of(min(values)):.1f}" x2="{x_of(max(values)):.1f}" y1="{y}" y2="{y}"/>')
                out.append(mark(kind, x_of(statistics.median(values)), y))
        out.append(f'<text class="strong" x="{WIDTH - 14}" y="{y + 4}" text-anchor="end">{number(statistics.median(marks["ours"]))}×</text>')
    for i, line in enumerate((
            "Medians; the bar is from the least to the most of all runs. Right of 1× is faster, or smaller.",
            "Python is prefork with two processes; for tasks that sleep it is gevent, for tasks for later a tuned prefork.")):
        out.append(f'<text class="small" x="16" y="{height - 26 + 15 * i}">{line}</text>')
    out.append("</svg>")
    return "\n".join(out) + "\n"
