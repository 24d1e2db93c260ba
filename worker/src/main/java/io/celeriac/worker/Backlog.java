package io.celeriac.worker;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The tasks that have arrived and not started: they wait for their time, then for what their rate
 * limit allows, then for a slot.
 */
final class Backlog {

  private static final int SWEEP_FROM = 64;
  private static final long SWEEP_BYTES = Math.min(4 << 20, Runtime.getRuntime().maxMemory() / 32);

  private final Dispatcher dispatcher;
  private final Timer timetable;
  private final Prefetch prefetch;
  private final RateLimits rates;
  private final Settlement settlement;
  private final Set<Execution> reserved = ConcurrentHashMap.newKeySet();
  // Ended ones are swept out of the set as others come, each time when it has doubled, and before
  // their bodies come to much.
  private final AtomicInteger sinceSweep = new AtomicInteger();
  private final AtomicLong bytesSinceSweep = new AtomicLong();
  private volatile int sweepAfter = SWEEP_FROM;

  Backlog(
      Dispatcher dispatcher,
      Timer timetable,
      Prefetch prefetch,
      RateLimits rates,
      Settlement settlement) {
    this.dispatcher = dispatcher;
    this.timetable = timetable;
    this.prefetch = prefetch;
    this.rates = rates;
    this.settlement = settlement;
  }

  /** Runs a task as soon as rate limit and slots allow. */
  void run(Execution execution) {
    add(execution);
    rates.submit(execution);
  }

  /**
   * Runs a task when its time has come, as soon as rate limit and slots allow.
   *
   * @param raising whether one more is fetched because of it
   */
  void hold(Execution execution, Instant until, boolean raising) {
    execution.waitFor(Execution.Waiting.TIME);
    add(execution);
    int more = raising ? 1 : 0;
    prefetch.waiting(more);
    timetable.at(
        Arrivals.nanos(until),
        () -> {
          prefetch.waiting(-more);
          execution.waitFor(Execution.Waiting.SLOT);
          rates.submit(execution);
        });
  }

  private void add(Execution execution) {
    reserved.add(execution);
    long bytes = bytesSinceSweep.addAndGet(execution.bodyLength());
    if (sinceSweep.incrementAndGet() > sweepAfter || bytes > SWEEP_BYTES) {
      sinceSweep.set(0);
      bytesSinceSweep.set(0);
      reserved.removeIf(each -> each.stage() != Execution.Stage.RESERVED);
      sweepAfter = SWEEP_FROM + reserved.size();
    }
  }

  /** Those that have not started now. */
  Stream<Execution> tasks() {
    return reserved.stream().filter(each -> each.stage() == Execution.Stage.RESERVED);
  }

  /** How many wait for their time. */
  int held() {
    return timetable.size();
  }

  /** How many wait for nothing but a slot. */
  int ready() {
    return dispatcher.waiting();
  }

  /** How many have arrived and have not started, and wait neither for a time nor for a rate. */
  int waitingForSlots() {
    return (int) tasks().filter(each -> each.waiting() == Execution.Waiting.SLOT).count();
  }

  /** Gives back every task that has not started. */
  int giveBack() {
    int count = 0;
    for (Execution execution : reserved) {
      if (execution.withdraw()) {
        settlement.givenBack(execution);
        count++;
      }
    }
    reserved.clear();
    return count;
  }

  /** Forgets tasks that have not started and that the broker delivers again. */
  int forgetStale() {
    int count = 0;
    for (Execution execution : reserved) {
      if (execution.delivery().stale() && execution.withdraw()) {
        count++;
      }
    }
    reserved.removeIf(each -> each.stage() != Execution.Stage.RESERVED);
    return count;
  }
}
