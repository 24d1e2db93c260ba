package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.CeleryBuilder;
import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Setting;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.Message;
import io.celeriac.testing.TestCredentials;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that asks for signatures runs each signed message once, and what comes back again. */
final class SignedTasksTest {

  private static final TaskOptions LATE = TaskOptions.builder().acksLate(true).build();

  @TempDir private static Path directory;
  private static TestCredentials credentials;

  private final AtomicInteger runs = new AtomicInteger();

  @BeforeAll
  static void makeCredentials() {
    credentials =
        TestCredentials.make(directory, "ours", directory.resolve("ours.pem").toString(), "sha256");
  }

  private static CeleryBuilder requiring(CeleryBuilder builder) {
    return credentials
        .keys(builder)
        .set(Setting.CELERIAC_SIGNATURE, "require")
        .set(Setting.CELERIAC_DEAD_LETTER_QUEUE, "");
  }

  private TaskDefinition<Object> counts(TaskOptions options) {
    return WorkerFixture.task("counts", options, (context, arguments) -> runs.incrementAndGet());
  }

  @Test
  void a_copy_of_a_message_that_is_done_with_is_refused_by_early_and_late_acks() {
    for (TaskOptions options : new TaskOptions[] {TaskOptions.NONE, LATE}) {
      runs.set(0);
      TaskDefinition<Object> task = counts(options);
      try (WorkerFixture fixture = new WorkerFixture(1, SignedTasksTest::requiring, task)) {
        fixture.start().send(task.call());
        assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
        await().until(() -> runs.get() == 1);

        fixture.broker.deliver(fixture.broker.delivered.getFirst().message());

        assertThat(fixture.awaitFate(1)).isEqualTo(Fate.DROPPED);
        assertThat(runs).hasValue(1);
      }
    }
  }

  @Test
  void a_copy_of_a_message_that_is_still_running_is_refused() {
    CountDownLatch release = new CountDownLatch(1);
    TaskDefinition<Object> task =
        WorkerFixture.task(
            "waits",
            LATE,
            (context, arguments) -> {
              runs.incrementAndGet();
              release.await();
              return 1;
            });
    try (WorkerFixture fixture = new WorkerFixture(2, SignedTasksTest::requiring, task)) {
      fixture.start().send(task.call());
      await().until(() -> runs.get() == 1);

      fixture.broker.deliver(fixture.broker.delivered.getFirst().message());

      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.DROPPED);
      release.countDown();
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void a_message_that_was_given_back_runs_when_it_comes_again() {
    TaskDefinition<Object> task =
        WorkerFixture.task(
            "rejects",
            LATE,
            (context, arguments) -> {
              if (runs.incrementAndGet() == 1) {
                throw new Reject("not now", true);
              }
              return 1;
            });
    try (WorkerFixture fixture = new WorkerFixture(1, SignedTasksTest::requiring, task)) {
      fixture.start().send(task.call());
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.REQUEUED);

      fixture.broker.deliver(fixture.broker.delivered.getFirst().message());

      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void a_message_whose_connection_broke_is_taken_when_it_comes_again() {
    CountDownLatch release = new CountDownLatch(1);
    TaskDefinition<Object> task =
        WorkerFixture.task(
            "waits",
            LATE,
            (context, arguments) -> {
              runs.incrementAndGet();
              release.await();
              return 1;
            });
    try (WorkerFixture fixture = new WorkerFixture(2, SignedTasksTest::requiring, task)) {
      fixture.start().send(task.call());
      await().until(() -> runs.get() == 1);

      fixture.broker.breakConnection();
      await().until(() -> fixture.broker.delivered.size() == 2);
      release.countDown();

      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void a_retry_is_signed_anew() {
    TaskDefinition<Object> task =
        WorkerFixture.task(
            "retries",
            (context, arguments) -> {
              if (runs.incrementAndGet() < 3) {
                throw Retry.in(Duration.ZERO);
              }
              return 1;
            });
    try (WorkerFixture fixture = new WorkerFixture(1, SignedTasksTest::requiring, task)) {
      fixture.start().send(task.call());

      fixture.awaitState("id-1", "SUCCESS");
      assertThat(runs).hasValue(3);
      assertThat(
              fixture.broker.published.stream()
                  .map(sent -> sent.message().headers().get("celeriac-signature"))
                  .distinct())
          .hasSize(3)
          .doesNotContainNull();
    }
  }

  @Test
  void what_is_changed_or_not_signed_is_refused_whatever_its_name() {
    TaskDefinition<Object> task = counts(TaskOptions.NONE);
    try (WorkerFixture fixture = new WorkerFixture(1, SignedTasksTest::requiring, task)) {
      fixture.broker.holdBack();
      fixture.start().send(task.call());
      Message signed = fixture.broker.published.getFirst().message();
      fixture.broker.deliver(with(signed, "id", "another"));
      fixture.broker.deliver(with(signed, "task", "unknown"));
      fixture.broker.deliver(with(signed, "celeriac-signature", null));
      fixture.broker.deliver(signed);

      for (int i = 0; i < 3; i++) {
        assertThat(fixture.awaitFate(i)).as("%d", i).isEqualTo(Fate.DROPPED);
      }
      assertThat(fixture.awaitFate(3)).isEqualTo(Fate.ACKED);
      await().until(() -> runs.get() == 1);
    }
  }

  private static Message with(Message message, String header, @Nullable Object value) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    headers.put(header, value);
    return new Message(
        message.body(),
        message.contentType(),
        message.contentEncoding(),
        headers,
        message.properties());
  }
}
