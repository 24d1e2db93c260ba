"""What the harness makes of figures; needs no broker. From benchmarks/: python3 -m unittest discover tests"""
import os
import struct
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness import cases, chart, contenders, figures, goals, growth, machine, measures, report, wire  # noqa: E402

STARTUP = next(case for case in cases.CASES if case.name == "startup")
WORKER = next(case for case in cases.CASES if case.name == "worker-rabbitmq")


def row(case, contender, run, ok=True, **more):
    return {"session": "s", "case": case.name, "contender": contender, "run": run, "n": 1, "calibration_ms": 6.0, "ok": ok,
            "foreign": .01, **more}


class FiguresTest(unittest.TestCase):
    def test_a_spread_is_minimum_median_and_maximum(self):
        self.assertEqual(figures.spread([3.0, 1.0, 2.0]), "1.00 / 2.00 / 3.00")
        self.assertEqual(figures.spread([5000, 1000, 3000], 1000), "1.00 / 3.00 / 5.00")

    def test_what_is_the_same_or_missing_is_said_once(self):
        self.assertEqual(figures.spread([2.0, 2.001]), "2.00")
        self.assertEqual(figures.spread([None]), "–")

    def test_ratios_are_taken_run_by_run_of_those_that_were_ok(self):
        rows = [row(WORKER, "py-prefork", i, tasks_per_s=v) for i, v in enumerate((100, 200, 300))]
        rows += [row(WORKER, "java", 0, tasks_per_s=500), row(WORKER, "java", 1, tasks_per_s=400), row(WORKER, "java", 2, False, tasks_per_s=9)]
        self.assertEqual(figures.Figures(rows).times_better(WORKER, "java"), [5.0, 2.0])

    def test_less_is_better_where_the_case_says_so(self):
        rows = [row(STARTUP, "py-prefork", 0, first_task_s=2.0), row(STARTUP, "java", 0, first_task_s=.5)]
        self.assertEqual(figures.Figures(rows).times_better(STARTUP, "java"), [4.0])

    def test_a_run_of_another_session_is_no_base(self):
        rows = [row(WORKER, "py-prefork", 0, tasks_per_s=1) | {"session": "other"}, row(WORKER, "java", 0, tasks_per_s=500)]
        self.assertEqual(figures.Figures(rows).times_better(WORKER, "java"), [])

    def test_every_figure_of_a_case_has_a_name(self):
        for case in cases.CASES:
            for figure in (case.headline, *case.figures.split()):
                self.assertIn(figure, figures.LABELS, case.name)


class GoalsTest(unittest.TestCase):
    def test_a_goal_is_reached_by_the_median(self):
        rows = [row(STARTUP, "java", i, first_task_s=v, stop_s=.3) for i, v in enumerate((.4, .45, .9))]
        table = goals.table(figures.Figures(rows))
        self.assertIn("| exec to first task, s | at most 0.5 | 0.40 / 0.45 / 0.90 | **yes** |", table)
        self.assertIn("| SIGTERM to exit, s | at most 0.2 | 0.30 | no |", table)

    def test_what_was_not_measured_is_not_told(self):
        self.assertNotIn("chord", goals.table(figures.Figures([row(STARTUP, "java", 0, first_task_s=.4, stop_s=.1)])))


class CasesTest(unittest.TestCase):
    def test_each_case_names_a_measure_and_contenders_that_exist(self):
        for case in cases.CASES:
            self.assertIn(case.measure, measures.MEASURES)
            for names in (case.contenders, case.hurried().contenders):
                self.assertLessEqual(set(names.split()), set(contenders.everyone()), case.name)

    def test_quick_does_less(self):
        for case in cases.CASES:
            self.assertLessEqual(case.hurried().options.n, case.options.n, case.name)


class ReportTest(unittest.TestCase):
    ROWS = [{"session": "s", "about": "a machine"},
            *(row(WORKER, who, i, tasks_per_s=v * (i + 1)) for who, v in (("py-prefork", 100), ("java", 1000)) for i in range(3))]

    def test_a_table_has_a_line_for_each_contender_and_says_how_often_it_was_ok(self):
        text = report.report(self.ROWS)
        self.assertIn("- a machine", text)
        self.assertIn("| **java** | 1 | 3 of 3 | 1,000 / 2,000 / 3,000 |", text)
        self.assertIn("| 10.0 |", text)

    def test_a_chart_is_well_formed(self):
        from xml.etree import ElementTree
        ElementTree.fromstring(chart.chart(self.ROWS))

    def test_nothing_is_said_of_nothing(self):
        self.assertEqual(report.report([{"about": "x", "session": "s"}]), "Nothing was measured.\n")


class WireTest(unittest.TestCase):
    def test_a_long_body_is_cut_into_frames_that_the_broker_takes(self):
        call = wire.Call("bench.payload", ["x" * 300_000])
        data, kinds, body = wire.Amqp._template(call, "celery"), [], b""
        while data:
            kind, channel, size = struct.unpack(">BHI", data[:7])
            self.assertEqual((channel, data[7 + size]), (1, 0xCE))
            self.assertLess(size, 131_072)
            if kind == 3:
                body += data[7:7 + size]
            kinds.append(kind)
            data = data[8 + size:]
        self.assertEqual(kinds, [1, 2, 3, 3, 3])
        self.assertEqual(body, call.body)

    def test_each_message_has_an_id_of_its_own(self):
        ids = wire.fresh_ids()
        self.assertNotEqual(next(ids), next(ids))
        self.assertEqual(len(next(ids)), len(wire.ID))

    def test_times_keep_their_length(self):
        self.assertEqual(len(wire.now_us()), len(wire.NOW))
        self.assertEqual(len(wire.iso(time.time_ns() // 1000)), len(wire.ETA))


class GrowthTest(unittest.TestCase):
    def test_a_rate_is_that_between_two_counts(self):
        seen = [(0, 0), (1, 100), (2, 210), (4, 400)]
        self.assertEqual(growth.rate(seen, 100, 400), 100)
        self.assertEqual(growth.rate(seen, 101, 400), 95)


class MachineTest(unittest.TestCase):
    def test_this_process_has_memory_threads_files_and_has_used_time(self):
        rss, pss, processes, threads = machine.memory(os.getpid())
        self.assertGreater(min(rss, pss, processes, threads, machine.descriptors(os.getpid())), 0)
        self.assertGreaterEqual(machine.cpu(os.getpid()), 0)

    def test_what_is_no_process_has_nothing(self):
        self.assertEqual(machine.memory(2**22 + 1)[:2], (0, 0))
        self.assertEqual(machine.descriptors(2**22 + 1), 0)


if __name__ == "__main__":
    unittest.main()
