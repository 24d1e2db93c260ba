package io.celeriac.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many tasks of each name have started since the worker did. Thread-safe. */
final class Totals {

  private final Map<String, LongAdder> started = new ConcurrentHashMap<>();

  void started(String task) {
    started.computeIfAbsent(task, _ -> new LongAdder()).increment();
  }

  /** All of them. */
  long sum() {
    return started.values().stream().mapToLong(LongAdder::sum).sum();
  }

  Map<String, Long> byName() {
    Map<String, Long> counts = new LinkedHashMap<>();
    new TreeMap<>(started).forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }
}
