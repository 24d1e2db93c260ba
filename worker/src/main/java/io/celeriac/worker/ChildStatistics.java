package io.celeriac.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code inspect stats} says of a process pool, in the shape of Celery's prefork pool. */
final class ChildStatistics {

  private static final String IMPLEMENTATION = "celery.concurrency.prefork:TaskPool";

  private ChildStatistics() {}

  /** The member {@code pool}; docs/protocol/worker.md, "The process pool". */
  static Map<String, Object> of(List<Child> children, int size, WorkerConfig config) {
    Map<String, Object> pool = new LinkedHashMap<>();
    pool.put("implementation", IMPLEMENTATION);
    pool.put("max-concurrency", size);
    pool.put("processes", children.stream().map(Child::pid).toList());
    pool.put(
        "max-tasks-per-child",
        config.children().maxTasks().<Object>map(limit -> limit).orElse("N/A"));
    pool.put("put-guarded-by-semaphore", true);
    pool.put(
        "timeouts",
        List.of(
            config.softTimeLimit().map(ChildStatistics::seconds).orElse(0L),
            config.timeLimit().map(ChildStatistics::seconds).orElse(0L)));
    pool.put("writes", writes(children));
    return pool;
  }

  private static Number seconds(Duration limit) {
    return limit.toNanosPart() == 0
        ? (Number) limit.toSeconds()
        : (Number) (limit.toMillis() / 1000.0);
  }

  private static Map<String, Object> writes(List<Child> children) {
    long total = children.stream().mapToLong(Child::tasks).sum();
    Map<String, Object> writes = new LinkedHashMap<>();
    writes.put("total", total);
    writes.put("avg", share(children.isEmpty() ? 0 : (double) total / children.size(), total));
    writes.put(
        "all",
        children.stream()
            .map(child -> share((double) child.tasks(), total))
            .collect(Collectors.joining(", ")));
    writes.put(
        "raw",
        children.stream()
            .map(child -> String.valueOf(child.tasks()))
            .collect(Collectors.joining(", ")));
    writes.put("strategy", "fair");
    writes.put(
        "inqueues",
        Map.of("total", children.size(), "active", children.stream().filter(Child::busy).count()));
    return writes;
  }

  private static String share(double part, long total) {
    return String.format(Locale.ROOT, "%.2f", total == 0 ? 0 : part / total);
  }
}
