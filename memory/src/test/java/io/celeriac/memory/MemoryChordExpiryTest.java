package io.celeriac.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordTimes;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryChordExpiryTest {
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));
  private final MemoryResults results = new MemoryResults();
  private final AtomicInteger tokens = new AtomicInteger();

  private MemoryChords chords(Settings settings) {
    return new MemoryChords(
        results,
        new JsonResultCodec(),
        clock,
        ChordTimes.of(settings),
        () -> "token " + tokens.incrementAndGet());
  }

  private static Settings kept(Duration chords, Duration results) {
    return Settings.defaults()
        .with(Setting.RESULT_CHORD_EXPIRES, chords)
        .with(Setting.RESULT_EXPIRES, results);
  }

  private static ChordPart part(int index) {
    return new ChordPart("group", "task " + index, index, "SUCCESS", index);
  }

  @Test
  void each_part_begins_the_time_of_a_chord_anew() {
    MemoryChords chords = chords(kept(Duration.ofMinutes(10), Duration.ofHours(1)));
    chords.size("group", 3);
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofMinutes(9));
      assertThat(chords.part(part(i))).isEmpty();
    }
    clock.advance(Duration.ofMinutes(9));

    assertThat(chords.part(part(2))).isPresent();
  }

  @Test
  void a_chord_whose_time_is_up_is_not_completed() {
    MemoryChords chords = chords(kept(Duration.ofMinutes(10), Duration.ofHours(1)));
    chords.size("group", 2);
    assertThat(chords.part(part(0))).isEmpty();
    clock.advance(Duration.ofMinutes(10));

    assertThat(chords.part(part(1))).isEmpty();
  }

  @Test
  void zero_is_for_ever() {
    MemoryChords chords = chords(kept(Duration.ZERO, Duration.ofHours(1)));
    chords.size("group", 2);
    assertThat(chords.part(part(0))).isEmpty();
    clock.advance(Duration.ofDays(10_000));

    assertThat(chords.part(part(1))).isPresent();
  }

  @Test
  void a_header_lasts_as_long_as_results_once_a_part_has_come() {
    MemoryChords chords = chords(kept(Duration.ofMinutes(10), Duration.ofHours(1)));
    chords.saveHeader(ResultTuple.group("group", List.of()));
    chords.saveHeader(ResultTuple.group("other", List.of()));
    chords.size("group", 1);
    ChordClaim claim = chords.part(part(0)).orElseThrow();
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(claim.header()).isPresent();
    assertThat(results.groups().find("other", clock.millis())).isEmpty();
    clock.advance(Duration.ofMillis(1));

    assertThat(claim.header()).isEmpty();
  }

  @Test
  void a_claim_holds_twice_as_long_as_joining_may_take() {
    MemoryChords chords =
        chords(Settings.defaults().with(Setting.RESULT_CHORD_JOIN_TIMEOUT, Duration.ofSeconds(10)));
    chords.size("group", 1);
    assertThat(chords.part(part(0))).isPresent();
    clock.advance(Duration.ofSeconds(20).minusMillis(1));
    assertThat(chords.part(part(0))).isEmpty();
    clock.advance(Duration.ofMillis(1));

    assertThat(chords.part(part(0))).isPresent();
  }

  @Test
  void an_extended_claim_holds_for_as_long_as_was_said() {
    MemoryChords chords = chords(Settings.defaults());
    chords.size("group", 1);
    ChordClaim claim = chords.part(part(0)).orElseThrow();
    assertThat(claim.extend(Duration.ofSeconds(21))).isTrue();
    clock.advance(Duration.ofSeconds(21).minusMillis(1));
    assertThat(chords.part(part(0))).isEmpty();
    clock.advance(Duration.ofMillis(1));

    assertThat(chords.part(part(0))).isPresent();
  }

  @Test
  void late_copies_are_recognized_for_five_minutes() {
    MemoryChords chords = chords(Settings.defaults());
    chords.size("group", 1);
    ChordClaim claim = chords.part(part(0)).orElseThrow();
    claim.done();
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(chords.part(part(0))).isEmpty();
    assertThat(claim.parts()).isEmpty();
    clock.advance(Duration.ofMillis(1));

    // A part of a chord that nobody remembers, as one that comes before the size is.
    assertThat(chords.part(part(0))).isEmpty();
    assertThat(claim.parts()).hasSize(1);
  }

  @Test
  void chords_do_not_pile_up() {
    MemoryChords chords = chords(Settings.defaults());
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 1000; i++) {
        String id = round + "-" + i;
        chords.size(id, 1);
        chords.part(new ChordPart(id, "task", 0, "SUCCESS", null)).orElseThrow().done();
      }
      clock.advance(Duration.ofMinutes(5));
    }

    assertThat(results.chords().size()).isLessThan(4000);
  }
}
