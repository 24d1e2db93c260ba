package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.spi.BrokerFact;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import io.celeriac.testing.TestServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds in settings, and on brokers. */
final class DoctorCommandTest {

  @TempDir Path directory;

  private CommandRun doctor(String broker, String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "-b";
    arguments[1] = broker;
    arguments[2] = "doctor";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.of(directory, arguments);
  }

  private void configure(String toml) throws Exception {
    Files.writeString(directory.resolve("celeriac.toml"), toml);
  }

  @Test
  void the_defaults_lose_a_task_with_its_worker_and_the_remedy_is_named() {
    CommandRun run = doctor("amqp://nowhere.invalid", "--offline");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output())
        .contains("delivery         at most once after the start")
        .contains("  ! task_acks_late = false (default)")
        .contains("right: true, or celeriac_profile = \"safe\"");
  }

  @Test
  void the_safe_profile_is_at_least_once_and_what_overrides_it_is_told_with_its_place()
      throws Exception {
    configure("celeriac_profile = \"safe\"\nresult_backend = \"redis://nowhere.invalid\"\n");
    CommandRun safe = doctor("amqp://nowhere.invalid", "--offline");
    assertThat(safe.status()).as(safe.output()).isZero();
    assertThat(safe.output())
        .contains("delivery         effectively once for what has succeeded")
        .contains("Nothing takes from that.");

    configure("celeriac_profile = \"safe\"\ntask_reject_on_worker_lost = false\n");
    CommandRun overridden = doctor("amqp://nowhere.invalid", "--offline");
    assertThat(overridden.status()).isEqualTo(1);
    assertThat(overridden.output())
        .contains("delivery         at least once")
        .containsPattern("! task_reject_on_worker_lost = false \\(file .*celeriac.toml, line 2\\)");
  }

  @Test
  void sends_without_confirms_promise_nothing() throws Exception {
    configure(
        "celeriac_profile = \"safe\"\nbroker_transport_options = {confirm_publish = false}\n");
    CommandRun run = doctor("amqp://nowhere.invalid", "--offline", "--json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output())
        .contains("\"healthy\": false", "\"delivery\": \"none when it is sent\"");
  }

  @Test
  void tasks_and_queues_that_differ_are_named() {
    TaskDefinition<Object> early =
        TaskDefinition.named("shop.early", Object.class)
            .options(TaskOptions.builder().acksLate(false).build())
            .handler((context, arguments) -> 1);
    try (Celery app =
        Celery.named("x")
            .broker("amqp://nowhere.invalid")
            .safe()
            .queue(Queue.of("gone").asTransient(false))
            .tasks(early)
            .build()) {
      Diagnosis diagnosis = Diagnosis.of(app, List.of());
      assertThat(diagnosis.tasks()).containsOnlyKeys("shop.early");
      assertThat(diagnosis.tasks().get("shop.early")).isEqualTo(GuaranteeRow.EARLY);
      assertThat(diagnosis.weaknesses())
          .extracting(Weakness::subject)
          .containsExactly("acks_late of shop.early", "queue gone");
      assertThat(app.settings().origin(Setting.TASK_ACKS_LATE)).isEqualTo("profile safe (code)");
    }
  }

  @Test
  void a_broker_that_cannot_be_reached_is_vouched_for_by_nobody() throws Exception {
    configure("celeriac_profile = \"safe\"\n");
    CommandRun run = doctor("redis://127.0.0.1:1");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output()).contains("broker: not reached");
  }

  @Test
  @NeedsServer
  void a_redis_that_writes_at_once_is_fit_and_others_are_told_how() throws Exception {
    configure("celeriac_profile = \"safe\"\n");
    try (RedisServerProcess always = RedisServerProcess.started()) {
      CommandRun run = doctor(always.url());
      assertThat(run.status()).as(run.output()).isZero();
      assertThat(run.output()).contains("appendonly: yes", "appendfsync: always");
    }
    try (RedisServerProcess weak =
        RedisServerProcess.started(
            "--appendfsync",
            "everysec",
            "--maxmemory",
            "100mb",
            "--maxmemory-policy",
            "allkeys-lru")) {
      CommandRun run = doctor(weak.url());
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.output())
          .contains("at least once while the broker is up")
          .contains("! appendfsync = everysec (the broker)")
          .contains("! maxmemory-policy = allkeys-lru (the broker)");
    }
  }

  @Test
  @NeedsServer
  void a_queue_on_rabbitmq_that_is_other_than_described_is_told_and_none_is_made()
      throws Exception {
    String url = TestServers.ofEnvironment().amqpUrl();
    String there = "doctor-" + UUID.randomUUID();
    String missing = "doctor-" + UUID.randomUUID();
    try (Celery maker = Celery.named("maker").broker(url).queue(Queue.of(there)).build();
        Celery app =
            Celery.named("other")
                .broker(url)
                .queue(Queue.of(there).withArgument("x-max-length", 7))
                .queue(Queue.of(missing))
                .build()) {
      maker.purge(); // declares it
      for (int i = 0; i < 2; i++) {
        List<BrokerFact> facts = app.durability();
        assertThat(facts)
            .extracting(BrokerFact::value)
            .containsExactly("other than the settings describe it", "not there yet");
        assertThat(facts.getFirst().effect()).contains("x-max-length");
      }
      assertThat(maker.durability())
          .extracting(BrokerFact::value)
          .containsExactly("durable classic");
    }
  }
}
