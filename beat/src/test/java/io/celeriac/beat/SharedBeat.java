package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** One of several beats that share a store, driven by a test in place of its threads. */
final class SharedBeat {

  static final Duration LEASE = Duration.ofSeconds(10);
  static final Duration MAX_INTERVAL = Duration.ofSeconds(5);

  final Leadership leadership;
  final SharedAgenda agenda;
  private final Scheduler scheduler;

  SharedBeat(
      String owner,
      ScheduleStore store,
      TestClock clock,
      Map<String, BeatEntry> configured,
      Predicate<String> isKnownResult,
      Sender sender) {
    Instant start = Instant.EPOCH;
    LongSupplier nanos = () -> Duration.between(start, clock.instant()).toNanos();
    this.leadership = new Leadership(store, owner, LEASE, nanos, () -> {});
    this.agenda =
        new SharedAgenda(
            store,
            leadership,
            configured,
            new PlainConverter(),
            isKnownResult,
            clock,
            nanos,
            MAX_INTERVAL);
    this.scheduler =
        new Scheduler(
            agenda, new DueTimes(ZoneOffset.UTC, Optional.empty()), sender, clock, MAX_INTERVAL);
  }

  /** Asks for the lead, and sends all that is due. */
  void work() throws InterruptedException {
    leadership.ask();
    while (scheduler.tick().isZero()) {
      // Another entry is due.
    }
  }
}
