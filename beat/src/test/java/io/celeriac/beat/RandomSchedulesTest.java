package io.celeriac.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.celeriac.Crontab;
import io.celeriac.Interval;
import io.celeriac.Schedule;
import io.celeriac.protocol.IsoTime;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand random schedules and times are due when stock Celery finds them due. */
@NeedsServer
final class RandomSchedulesTest {

  private static final int CASES = 10_000;
  private static final long SEED = 20_261_126;

  @TempDir Path directory;
  private int pastRuns;

  @Test
  void they_are_due_when_celery_finds_them_due() throws Exception {
    List<String> lines = fromCelery();
    assertThat(lines).hasSize(CASES);
    for (String line : lines) {
      Map<?, ?> each = Json.object(line);
      if (each.containsKey("interval")) {
        interval(each);
      } else if (each.containsKey("error")) {
        assertThatThrownBy(() -> Vectors.crontab(Vectors.map(each.get("crontab"))))
            .as("seed %d: %s", SEED, line)
            .isInstanceOf(IllegalArgumentException.class);
      } else {
        crontab(each);
      }
    }
    // In the second of two equal hours Celery finds runs that are past, at once and again.
    assertThat(pastRuns).isLessThan(CASES / 50);
  }

  private void crontab(Map<?, ?> each) {
    Crontab crontab = Vectors.crontab(Vectors.map(each.get("crontab")));
    Instant last = IsoTime.parse(Vectors.text(each, "last"));
    ZoneId zone = ZoneId.of(Vectors.text(each, "zone"));
    Instant next = CrontabTimes.next(crontab, last, zone);
    Duration celerys = duration(each.get("next"));
    if (!celerys.isPositive()) {
      pastRuns++;
      assertThat(next).as("seed %d: %s", SEED, each).isAfter(last);
      return;
    }
    assertThat(Duration.between(last, next)).as("seed %d: %s", SEED, each).isEqualTo(celerys);
    due(each, new DueTimes(zone, deadline(each)), crontab, last);
  }

  private static Optional<Duration> deadline(Map<?, ?> each) {
    return each.get("deadline") == null
        ? Optional.empty()
        : Optional.of(duration(each.get("deadline")));
  }

  private void interval(Map<?, ?> each) {
    Interval interval =
        new Interval(duration(each.get("interval")), Boolean.TRUE.equals(each.get("relative")));
    ZoneId zone = ZoneId.of(Vectors.text(each, "zone"));
    due(
        each,
        new DueTimes(zone, Optional.empty()),
        interval,
        IsoTime.parse(Vectors.text(each, "last")));
  }

  private void due(Map<?, ?> each, DueTimes times, Schedule schedule, Instant last) {
    List<?> state = (List<?>) Objects.requireNonNull(each.get("due"));
    Due due = times.check(schedule, last, last.plus(duration(each.get("ahead"))));
    double wait = Vectors.number(state.get(1));
    if (schedule instanceof Crontab && wait <= 0) {
      pastRuns++; // now is in the second of two equal hours
      return;
    }
    assertThat(due.isDue()).as("seed %d: %s", SEED, each).isEqualTo(state.get(0));
    assertThat(due.pause().orElseThrow().toNanos() / 1e9)
        .as("seed %d: %s", SEED, each)
        .isCloseTo(wait, within(1e-5));
  }

  /** Seconds to the microsecond, as Python counts. */
  private static Duration duration(@Nullable Object seconds) {
    return Duration.ofNanos(Math.round(Vectors.number(seconds) * 1e6) * 1000);
  }

  private List<String> fromCelery() throws IOException, InterruptedException {
    Path script = directory.resolve("celery_schedules.py");
    try (InputStream in = RandomSchedulesTest.class.getResourceAsStream("celery_schedules.py")) {
      Files.copy(Objects.requireNonNull(in), script);
    }
    Path output = directory.resolve("cases");
    Process python =
        new ProcessBuilder(
                TestServers.ofEnvironment().python().toString(),
                script.toString(),
                String.valueOf(SEED),
                String.valueOf(CASES))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(python.waitFor()).isZero();
    return Files.readAllLines(output);
  }
}
