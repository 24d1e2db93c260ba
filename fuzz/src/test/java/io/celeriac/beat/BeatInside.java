package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.Crontab;
import io.celeriac.Schedule;
import io.celeriac.spi.StoredEntry;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Opens what hostile input reaches in a beat, but applications do not see. */
public final class BeatInside {

  private static final Instant NOW = Instant.parse("2026-02-28T23:59:30Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private BeatInside() {}

  /** Reads an entry of a shared store, and what comes of it: when it is due, and how it is kept. */
  public static void entry(String definition, String run) {
    StoredForm form = StoredForm.of(new StoredEntry("fuzzed", definition, run));
    BeatEntry entry = form.entry("fuzzed");
    due(entry.schedule(), form.runs().lastRunAt());
    due(entry.schedule(), form.since());
    StoredForm _ = StoredForm.of(form.enabled(true, NOW).stored("fuzzed"));
    StoredForm _ = StoredForm.of(form.replacedBy(form).stored("fuzzed"));
  }

  /** When a crontab is due. */
  public static void due(Crontab crontab) {
    due(crontab, NOW);
  }

  private static void due(Schedule schedule, Instant last) {
    DueTimes times = new DueTimes(ZONE, Optional.empty());
    Optional<Instant> next = times.next(schedule, last);
    if (next.isPresent() && next.get().isBefore(last)) {
      throw new AssertionError(schedule + " is due at " + next + ", before " + last);
    }
    Due _ = times.check(schedule, last, NOW);
  }
}
