package io.celeriac.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Beat;
import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Schedule;
import io.celeriac.SettingException;
import io.celeriac.Signature;
import io.celeriac.StoredSchedule;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Publication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A beat of an app sends what is due, in messages like those of Celery's beat. */
final class BeatTest {

  private static final Duration SOON = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final RecordingTransport broker = new RecordingTransport();

  private CeleryBuilder app() {
    return Celery.named("test")
        .transport(broker)
        .set("beat_schedule_filename", directory.resolve("schedule").toString());
  }

  private void awaitRuns(int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> broker.published.size() >= count);
  }

  @Test
  void messages_are_those_of_celerys_beat() {
    Map<?, ?> vector = Vectors.map(Vectors.data("beat-messages"));
    Map<?, ?> entries = Vectors.map(vector.get("entries"));
    for (Object each : (List<?>) Objects.requireNonNull(vector.get("messages"))) {
      Map<?, ?> expected = Vectors.map(each);
      Map<?, ?> headers = Vectors.map(expected.get("headers"));
      String name = headers.containsKey("own") ? "options" : "plain";
      Map<String, Object> entry = new LinkedHashMap<>();
      Vectors.map(entries.get(name)).forEach((key, value) -> entry.put((String) key, value));
      entry.put("schedule", 0.03);
      broker.published.clear();

      try (Celery app = app().set("beat_schedule", Map.of(name, entry)).build();
          Beat beat = app.beat().start()) {
        awaitRuns(1);
        assertThat(beat.isLeading()).isTrue();
      }

      Publication sent = broker.published.getFirst();
      assertThat(sent.routingKey()).isEqualTo(expected.get("routing_key"));
      assertThat(sent.exchange()).isEqualTo(expected.get("exchange"));
      assertThat(body(sent)).isEqualTo(expected.get("body"));
      assertThat(sent.message().headers().keySet()).isEqualTo(headers.keySet());
      for (Object header : headers.keySet()) {
        if (!List.of("id", "root_id", "origin", "expires", "lang").contains(header)) {
          assertThat(Json.text(sent.message().headers().get(header)))
              .as("%s of %s", header, name)
              .isEqualTo(Json.text(headers.get(header)));
        }
      }
      assertThat(sent.message().headers().get("expires") == null)
          .isEqualTo(headers.get("expires") == null);
    }
  }

  private static Object body(Publication sent) {
    Message message = sent.message();
    return Objects.requireNonNull(new JsonSerializer().decode(message.body(), "utf-8"));
  }

  @Test
  void entries_come_from_code_and_settings_and_settings_count() {
    try (Celery app =
            app()
                .periodicTask("a", Schedule.every(SOON), Signature.of("from.app", Void.class))
                .periodicTask("b", Schedule.every(SOON), Signature.of("hidden", Void.class))
                .set(
                    "beat_schedule", Map.of("b", Map.of("task", "from.settings", "schedule", 0.03)))
                .build();
        Beat beat =
            app.beat()
                .entry("c", Schedule.every(SOON), Signature.of("from.beat", Void.class))
                .start()) {
      awaitRuns(12);
      assertThat(beat.store()).endsWith("schedule.json");
    }
    assertThat(broker.published.stream().map(each -> each.message().headers().get("task")))
        .contains("from.app", "from.beat", "from.settings")
        .doesNotContain("hidden");
  }

  @Test
  void what_is_supplied_is_asked_for_at_each_run() {
    AtomicInteger asked = new AtomicInteger();
    Supplier<Integer> next = asked::incrementAndGet;
    try (Celery app =
            app()
                .periodicTask(
                    "count",
                    Schedule.every(SOON),
                    Signature.of("count", Void.class, next).kwarg("again", next))
                .build();
        Beat beat = app.beat().start()) {
      awaitRuns(2);
      assertThat(beat.hostname()).startsWith("celerybeat@");
    }
    assertThat(body(broker.published.get(1)))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .startsWith(List.of(3L), Map.of("again", 4L));
  }

  @Test
  void last_runs_are_kept_and_a_new_beat_goes_on_from_them() {
    try (Celery app =
        app()
            .periodicTask("tick", Schedule.every(SOON), Signature.of("tick", Void.class))
            .periodicTask(
                "later", Schedule.every(Duration.ofDays(1)), Signature.of("later", Void.class))
            .build()) {
      try (Beat beat = app.beat().start()) {
        awaitRuns(3);
        assertThat(beat.maxInterval()).isEqualTo(Duration.ofMinutes(5));
      }
      try (StoredSchedule schedule = app.beat().open()) {
        List<StoredSchedule.Item> items = schedule.list();
        assertThat(items).extracting(StoredSchedule.Item::name).containsExactly("later", "tick");
        assertThat(items.get(1).totalRunCount()).isEqualTo(broker.published.size());
        assertThat(items.get(0).totalRunCount()).isZero();
        assertThatThrownBy(() -> schedule.disable("tick"))
            .isInstanceOf(SettingException.class)
            .hasMessageContaining("celeriac_beat_store");
      }
    }
  }

  @Test
  void a_second_beat_with_the_same_file_is_refused() {
    try (Celery app = app().build();
        Beat first = app.beat().start()) {
      Beat second = app.beat().build();

      assertThatThrownBy(second::start)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("Another beat")
          .hasMessageContaining("celeriac_beat_store");
      second.close(); // has nothing to wait for
      assertThat(first.isLeading()).isTrue();
    }
  }

  @Test
  void a_broken_file_is_made_anew() throws Exception {
    Files.writeString(directory.resolve("schedule.json"), "{\"entries\": nonsense");
    try (Celery app =
            app().periodicTask("t", Schedule.every(SOON), Signature.of("t", Void.class)).build();
        Beat beat = app.beat().start()) {
      awaitRuns(1);
      assertThat(beat.remoteControl()).isFalse();
    }
    assertThat(Files.readString(directory.resolve("schedule.json"))).contains("\"last_run_at\"");
  }

  @Test
  void while_the_broker_is_away_a_run_waits_and_others_follow_it() {
    broker.away = true;
    try (Celery app =
            app()
                .periodicTask("t", Schedule.every(SOON), Signature.of("t", Void.class))
                .set("task_publish_retry", false)
                .build();
        Beat beat = app.beat().start()) {
      Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      assertThat(broker.published).isEmpty();
      broker.away = false;
      awaitRuns(3);
      assertThat(beat.isLeading()).isTrue();
    }
  }

  @Test
  void entries_that_cannot_be_used_are_told_where_they_come_from() {
    assertRefused(Map.of("schedule", 30), "names no task");
    assertRefused(Map.of("task", "t"), "there is no schedule");
    assertRefused(Map.of("task", "t", "schedule", "* * * *"), "4 fields");
    assertRefused(Map.of("task", "t", "schedule", "* * * * 7"), "day_of_week", "Sunday is 0");
    assertRefused(Map.of("task", "t", "schedule", "30 parsecs"), "fields");
    assertRefused(Map.of("task", "t", "schedule", 30, "when", "now"), "'when' is no member");
    assertRefused(Map.of("task", "t", "schedule", Map.of("solar", "sunset")), "latitude");
    assertRefused(Map.of("task", "t", "schedule", Map.of("hours", 3)), "'hours'");
    assertRefused(Map.of("task", "t", "schedule", 0), "more than zero");
    assertRefused(Map.of("task", "t", "schedule", 30, "args", "x"), "args is 'x'");
  }

  @Test
  void a_lock_that_would_run_out_at_every_delay_is_refused() {
    try (Celery app = app().set("celeriac_beat_lock_timeout", 0).build()) {
      assertThatThrownBy(() -> app.beat().build())
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("celeriac_beat_lock_timeout of 0.0 (code)");
    }
  }

  private void assertRefused(Map<String, Object> entry, String... parts) {
    try (Celery app = app().set("beat_schedule", Map.of("mine", entry)).build()) {
      assertThatThrownBy(() -> app.beat().build())
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("'mine' of beat_schedule (code)")
          .hasMessageContainingAll(parts);
    }
  }
}
