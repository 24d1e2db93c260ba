"""What the kernel knows: CPU time and memory of processes, and what the machine does meanwhile."""
import ctypes
import glob
import os
import time

TICK = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count()
PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """What a killed worker leaves behind becomes ours, so that its CPU time is not taken for somebody else's."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_orphans():
    """Only while no child is waited for elsewhere."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def tree(pid):
    pids, todo = [], [pid]
    while todo:
        p = todo.pop()
        pids.append(p)
        for name in glob.glob(f"/proc/{p}/task/*/children"):
            try:
                with open(name) as f:
                    todo += [int(x) for x in f.read().split()]
            except OSError:
                pass
    return pids


def cpu(*roots):
    """CPU seconds that these processes, their children and those already gone have used so far."""
    ticks = 0
    for p in (p for root in roots for p in tree(root)):
        try:
            with open(f"/proc/{p}/stat") as f:
                ticks += sum(int(x) for x in f.read().rsplit(")", 1)[1].split()[11:15])
        except OSError:
            pass
    return ticks / TICK


def memory(pid):
    """Of the process tree: RSS and PSS in MiB, processes, threads. PSS shares shared pages out, so that a fork is not
    counted twice."""
    rss = pss = processes = threads = 0
    for p in tree(pid):
        try:
            with open(f"/proc/{p}/smaps_rollup") as f:
                for line in f:
                    if line.startswith("Rss:"):
                        rss += int(line.split()[1])
                    elif line.startswith("Pss:"):
                        pss += int(line.split()[1])
            threads += len(os.listdir(f"/proc/{p}/task"))
            processes += 1
        except OSError:
            pass
    return rss / 1024, pss / 1024, processes, threads


def descriptors(pid):
    """Open files and sockets of the process tree."""
    count = 0
    for p in tree(pid):
        try:
            count += len(os.listdir(f"/proc/{p}/fd"))
        except OSError:
            pass
    return count


def calibration():
    """A fixed loop, in milliseconds: how fast the machine is at this moment."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        x = 0
        for i in range(200_000):
            x += i & 7
        best = min(best, time.perf_counter() - start)
    return best * 1000


class Noise:
    """What part of the machine others have used since: all that is neither the brokers' nor a child's of ours."""

    def __init__(self, brokers):
        self.brokers = brokers
        self.start, self.before = time.time(), self._others()

    def _others(self):
        with open("/proc/stat") as f:
            fields = [int(x) for x in f.readline().split()[1:]]
        busy = (sum(fields[:8]) - fields[3] - fields[4]) / TICK
        return busy - sum(os.times()[:4]) - cpu(*self.brokers)

    def share(self):
        reap_orphans()
        used = self._others() - self.before
        return max(0.0, used / max(1e-3, time.time() - self.start) / CORES)
