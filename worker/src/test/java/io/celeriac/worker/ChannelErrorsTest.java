package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.Setting;
import io.celeriac.TaskDefinition;
import org.junit.jupiter.api.Test;

/** A broker that refuses a queue, by {@code broker_channel_error_retry}. */
final class ChannelErrorsTest {

  private final TaskDefinition<Object> one = WorkerFixture.task("one", (context, arguments) -> 1);

  @Test
  void a_refused_queue_ends_the_start() {
    try (WorkerFixture fixture = new WorkerFixture(1, one)) {
      fixture.broker.refusedQueues.set(1);

      assertThatThrownBy(fixture::start)
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("It is there, and otherwise.");
    }
  }

  @Test
  void a_refused_queue_is_asked_for_again_where_that_is_wanted() {
    try (WorkerFixture fixture =
        new WorkerFixture(
            1, builder -> builder.set(Setting.BROKER_CHANNEL_ERROR_RETRY, true), one)) {
      fixture.broker.refusedQueues.set(1);

      fixture.start().send(one.call());

      fixture.awaitState("id-1", "SUCCESS");
      assertThat(fixture.broker.connects.get()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void a_queue_that_is_refused_after_a_reconnect_is_waited_for() {
    try (WorkerFixture fixture = new WorkerFixture(1, one)) {
      fixture.start();
      fixture.broker.refusedQueues.set(1);
      fixture.broker.breakConnection();

      fixture.send(one.call());

      fixture.awaitState("id-1", "SUCCESS");
      assertThat(fixture.broker.connects.get()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void without_any_retries_a_refused_queue_ends_the_start_all_the_same() {
    try (WorkerFixture fixture =
        new WorkerFixture(
            1,
            builder ->
                builder
                    .set(Setting.BROKER_CHANNEL_ERROR_RETRY, true)
                    .set(Setting.BROKER_CONNECTION_RETRY, false),
            one)) {
      fixture.broker.refusedQueues.set(1);

      assertThatThrownBy(fixture::start).isInstanceOf(BrokerException.class);
    }
  }
}
