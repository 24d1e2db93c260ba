package io.celeriac.faults;

import java.time.Duration;
import java.util.Map;

/**
 * How a case ended.
 *
 * @param sent sends that returned in good order
 * @param lost those of them that never ran
 * @param duplicates runs beyond the first of each
 * @param slowestRecovery the longest time from a fault to the next run
 */
record Tally(int sent, int lost, int duplicates, Duration slowestRecovery) {

  /** Of tasks numbered from 0, by what the ledger has. */
  static Tally of(int sent, Map<Integer, Integer> runs, Duration slowestRecovery) {
    int total = runs.values().stream().mapToInt(Integer::intValue).sum();
    return new Tally(sent, sent - runs.size(), total - runs.size(), slowestRecovery);
  }

  @Override
  public String toString() {
    return "%d sent, %d lost, %d run twice, slowest recovery %d ms"
        .formatted(sent, lost, duplicates, slowestRecovery.toMillis());
  }
}
