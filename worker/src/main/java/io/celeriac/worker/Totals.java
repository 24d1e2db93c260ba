package io.celeriac.worker;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many tasks have been accepted since the start, in all and by name. Thread-safe. */
final class Totals {

  private final LongAdder processed = new LongAdder();
  private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

  /** Counts a task. Names are those of registered tasks, so that there is an end to them. */
  void accepted(Execution execution) {
    processed.increment();
    String name = execution.task().name();
    LongAdder count = byName.get(name);
    if (count == null) {
      count = byName.computeIfAbsent(name, _ -> new LongAdder());
    }
    count.increment();
  }

  /** All of them. */
  long processed() {
    return processed.sum();
  }

  /** By name, of those that were accepted at all. */
  Map<String, Long> byName() {
    Map<String, Long> counts = new TreeMap<>();
    byName.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }
}
