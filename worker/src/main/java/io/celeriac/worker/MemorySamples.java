package io.celeriac.worker;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Samples of the process's memory, taken and told on request. Thread-safe. */
final class MemorySamples {

  private static final int MOST = 1000;
  private static final List<String> UNITS = List.of("TB", "GB", "MB", "KB");

  private final ResourceUsage usage;
  private final ArrayDeque<String> samples = new ArrayDeque<>();

  MemorySamples(ResourceUsage usage) {
    this.usage = usage;
  }

  /** The memory that is resident now, remembered for the next {@link #dump}. */
  synchronized Optional<String> take() {
    Optional<String> sample = usage.residentBytes().map(MemorySamples::human);
    sample.ifPresent(text -> {
      samples.add(text);
      if (samples.size() > MOST) {
        samples.remove();
      }
    });
    return sample;
  }

  /** The samples since the last time, at most so many, what is resident now, and the heap. */
  synchronized String dump(int most) {
    StringBuilder text = new StringBuilder();
    List<String> taken = new ArrayList<>(samples);
    samples.clear();
    if (!taken.isEmpty() && most > 0) {
      text.append("- rss (sample):\n");
      int step = Math.max(1, taken.size() / most);
      for (int i = 0; i < taken.size() && i / step < most; i += step) {
        text.append("-    > ").append(taken.get(i)).append(",\n");
      }
    }
    String end = usage.residentBytes().map(MemorySamples::human).orElse("not known here");
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return text.append("- rss (end): ")
        .append(end)
        .append(".\n")
        .append("- heap (used, committed, max): ")
        .append(human(heap.getUsed()))
        .append(", ")
        .append(human(heap.getCommitted()))
        .append(", ")
        .append(heap.getMax() < 0 ? "no limit" : human(heap.getMax()))
        .append(".\n")
        .toString();
  }

  /** As Celery writes it: five digits and the unit. */
  static String human(long bytes) {
    double unit = Math.pow(1024, UNITS.size());
    for (String name : UNITS) {
      if (bytes >= unit) {
        double amount = bytes / unit;
        return new BigDecimal(amount).round(new MathContext(5)).stripTrailingZeros().toPlainString()
            + name;
      }
      unit /= 1024;
    }
    return bytes + "b";
  }
}
