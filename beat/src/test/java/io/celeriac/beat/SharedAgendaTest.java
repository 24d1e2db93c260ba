package io.celeriac.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BeatEntry;
import io.celeriac.ResultBackendException;
import io.celeriac.Schedule;
import io.celeriac.ScheduleStoreException;
import io.celeriac.Signature;
import io.celeriac.StoredSchedule;
import io.celeriac.spi.StoredEntry;
import io.celeriac.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several beats that share a store send each run once, whoever of them dies, and when. */
final class SharedAgendaTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:30Z");

  /** The end of a process, at a point where nothing is tidied up any more. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private enum Death {
    BETWEEN_RUNS,
    BEFORE_SENDING,
    AFTER_SENDING
  }

  /** A run that reached the broker. */
  private record Sent(String name, String id, Instant time) {}

  private final TestClock clock = TestClock.at(START);
  private final MemoryStore store =
      new MemoryStore(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
  private final List<Sent> sent = new ArrayList<>();
  private final Set<String> results = new HashSet<>();
  private final Map<String, BeatEntry> configured = new LinkedHashMap<>();
  private boolean resultsAway;
  private @Nullable Death death;
  private int beats;

  private SharedBeat beat() {
    String owner = "beat" + beats++;
    return new SharedBeat(owner, store, clock, configured, this::isKnownResult, this::send);
  }

  private boolean isKnownResult(String id) {
    if (resultsAway) {
      throw new ResultBackendException("connection refused");
    }
    return results.contains(id);
  }

  private boolean send(Entry entry, BooleanSupplier mayStill) {
    if (death == Death.BEFORE_SENDING) {
      throw new Killed();
    }
    if (mayStill.getAsBoolean()) {
      String id = String.valueOf(entry.runs().pending());
      sent.add(new Sent(entry.name(), id, clock.instant()));
    }
    if (death == Death.AFTER_SENDING) {
      throw new Killed();
    }
    return true;
  }

  private void everyMinute(String name) {
    configured.put(
        name,
        new BeatEntry(name, Schedule.crontab("* * * * *"), Signature.of("shop.tidy", Void.class)));
  }

  private void run(Duration time, SharedBeat... all) throws InterruptedException {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plusSeconds(1)) {
      clock.advance(Duration.ofSeconds(1));
      for (SharedBeat each : all) {
        each.work();
      }
    }
  }

  @Test
  void of_two_that_start_at_once_one_sends() throws Exception {
    everyMinute("tidy");

    run(Duration.ofMinutes(10), beat(), beat());

    assertThat(sent).hasSize(10);
    assertThat(sent.stream().map(Sent::id)).doesNotHaveDuplicates();
  }

  @Test
  void no_run_is_lost_and_none_has_two_ids_when_twenty_leaders_die() throws Exception {
    long seed = 20_261_126;
    Random random = new Random(seed);
    everyMinute("tidy");
    everyMinute("count");
    List<SharedBeat> alive = new ArrayList<>(List.of(beat(), beat()));
    int repeated = 0;
    int deaths = 0;
    while (deaths < 20) {
      Death planned = Death.values()[random.nextInt(Death.values().length)];
      run(Duration.ofSeconds(60 + random.nextInt(60)), alive.toArray(SharedBeat[]::new));
      SharedBeat leader =
          alive.stream().filter(each -> each.leadership.isHeld()).findFirst().orElseThrow();
      int before = sent.size();
      death = planned;
      while (planned != Death.BETWEEN_RUNS) {
        try {
          run(Duration.ofSeconds(1), alive.toArray(SharedBeat[]::new));
        } catch (Killed e) {
          break;
        }
      }
      repeated += sent.size() - before;
      death = null;
      deaths++;
      alive.remove(leader);
      alive.add(beat());
    }
    run(Duration.ofMinutes(1), alive.toArray(SharedBeat[]::new));

    for (String name : configured.keySet()) {
      List<Sent> runs = sent.stream().filter(each -> each.name().equals(name)).toList();
      long minutes = Duration.between(START, clock.instant()).plusSeconds(30).toMinutes();
      assertThat(runs.stream().map(Sent::id).distinct())
          .as("seed %d: one id for each minute of %s", seed, name)
          .hasSize((int) minutes);
    }
    assertThat(repeated).as("deaths between sending and noting it").isPositive();
    assertThat(sent)
        .as("seed %d: sent again only what a leader died over", seed)
        .hasSizeLessThanOrEqualTo((int) sent.stream().map(Sent::id).distinct().count() + repeated);
  }

  @Test
  void another_takes_over_within_one_and_a_half_leases() throws Exception {
    everyMinute("tidy");
    SharedBeat first = beat();
    SharedBeat second = beat();
    run(Duration.ofSeconds(5), first, second);
    assertThat(first.leadership.isHeld()).isTrue();

    run(SharedBeat.LEASE.plus(SharedBeat.LEASE.dividedBy(2)), second);

    assertThat(second.leadership.isHeld()).isTrue();
    assertThat(first.leadership.isHeld()).isFalse();
  }

  @Test
  void who_ends_in_good_order_is_followed_at_once() throws Exception {
    SharedBeat first = beat();
    SharedBeat second = beat();
    run(Duration.ofSeconds(1), first, second);

    first.agenda.close();
    second.work();

    assertThat(second.leadership.isHeld()).isTrue();
  }

  @Test
  void a_run_whose_result_is_known_is_not_sent_again() throws Exception {
    everyMinute("tidy");
    SharedBeat first = beat();
    run(Duration.ofSeconds(1), first);
    death = Death.AFTER_SENDING;
    assertThatThrownBy(() -> run(Duration.ofMinutes(1), first)).isInstanceOf(Killed.class);
    death = null;
    results.add(sent.getFirst().id());

    run(Duration.ofSeconds(20), beat());

    assertThat(sent).hasSize(1);
  }

  @Test
  void a_run_in_doubt_is_sent_again_under_its_id_while_results_are_away() throws Exception {
    everyMinute("tidy");
    SharedBeat first = beat();
    run(Duration.ofSeconds(1), first);
    death = Death.AFTER_SENDING;
    assertThatThrownBy(() -> run(Duration.ofMinutes(1), first)).isInstanceOf(Killed.class);
    death = null;
    resultsAway = true;

    run(Duration.ofSeconds(20), beat());

    assertThat(sent).extracting(Sent::id).hasSize(2).containsOnly(sent.getFirst().id());
  }

  @Test
  void a_leader_that_was_away_for_too_long_sends_nothing() throws Exception {
    everyMinute("tidy");
    SharedBeat sleeper = beat();
    run(Duration.ofSeconds(1), sleeper);
    clock.advance(Duration.ofMinutes(2));
    SharedBeat other = beat();
    other.work();

    sleeper.work();

    assertThat(sent).hasSize(1);
    assertThat(sleeper.leadership.isHeld()).isFalse();
  }

  @Test
  void while_the_store_is_away_nothing_is_sent_and_afterwards_all_of_it_once() throws Exception {
    everyMinute("tidy");
    SharedBeat beat = beat();
    run(Duration.ofSeconds(26), beat);
    store.away(true);
    clock.advance(Duration.ofSeconds(5));
    assertThatThrownBy(beat::work).isInstanceOf(ScheduleStoreException.class);
    assertThat(sent).isEmpty();

    store.away(false);
    run(Duration.ofSeconds(5), beat);

    assertThat(sent).hasSize(1);
  }

  @Test
  void the_schedule_is_changed_while_beats_work_on_it() throws Exception {
    SharedBeat beat = beat();
    run(Duration.ofSeconds(1), beat);
    StoredSchedule schedule =
        new SharedSchedule(
            store, new DueTimes(ZoneOffset.UTC, Optional.empty()), new PlainConverter(), clock);
    schedule.add(
        new BeatEntry(
            "added",
            Schedule.every(Duration.ofSeconds(10)),
            Signature.of("shop.tidy", Void.class, 1)));
    run(Duration.ofSeconds(35), beat);
    assertThat(sent).hasSize(3);

    schedule.disable("added");
    run(Duration.ofMinutes(5), beat);
    assertThat(sent).hasSizeLessThanOrEqualTo(4);
    int before = sent.size();
    schedule.enable("added");
    run(Duration.ofSeconds(9), beat);
    assertThat(sent).as("what was missed is not made up").hasSize(before);
    run(Duration.ofSeconds(8), beat);
    assertThat(sent).hasSize(before + 1);

    assertThat(schedule.remove("added")).isTrue();
    assertThat(schedule.remove("added")).isFalse();
    run(Duration.ofMinutes(1), beat);
    assertThat(sent).hasSizeLessThanOrEqualTo(before + 2);
    assertThat(schedule.list()).isEmpty();
  }

  @Test
  void what_is_no_longer_configured_goes_and_what_was_added_stays() throws Exception {
    everyMinute("tidy");
    run(Duration.ofSeconds(1), beat());
    StoredSchedule schedule =
        new SharedSchedule(
            store, new DueTimes(ZoneOffset.UTC, Optional.empty()), new PlainConverter(), clock);
    schedule.add(
        new BeatEntry("own", Schedule.crontab("0 4 * * *"), Signature.of("x", Void.class)));
    schedule.disable("tidy");
    configured.clear();
    everyMinute("other");

    run(Duration.ofSeconds(20), beat());

    assertThat(schedule.list())
        .extracting(StoredSchedule.Item::name)
        .containsExactly("other", "own");
  }

  @Test
  void what_cannot_be_read_is_left_out_and_holds_nobody_up() throws Exception {
    everyMinute("tidy");
    store.put(new StoredEntry("broken", "{\"task\": 1}", "nonsense"));

    run(Duration.ofSeconds(40), beat());

    assertThat(sent).hasSize(1);
  }
}
