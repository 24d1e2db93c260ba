package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The time limits of a call, against each other. */
final class CallLimitsTest {
  private static final Duration ONE = Duration.ofSeconds(1);
  private static final Duration TWO = Duration.ofSeconds(2);

  private final RecordingTransport transport = new RecordingTransport();
  private final Celery app = RecordingTransport.app(transport, () -> "id").build();

  @Test
  void a_soft_limit_that_would_never_be_reached_is_refused_and_nothing_is_sent() {
    assertThatThrownBy(
            () -> app.send(Signature.of("add", Long.class, 1).softTimeLimit(TWO).timeLimit(ONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The soft time limit of PT2S of this call of add is longer than its hard one of PT1S;"
                + " it would never be reached");
    assertThat(transport.published).isEmpty();
  }

  @Test
  void the_limits_that_the_task_declares_count_where_the_call_gives_none() {
    TaskOptions options = TaskOptions.builder().timeLimit(ONE).build();
    Signature<Long> call = Signature.ofType("add", Long.class, options, 1);

    assertThatThrownBy(() -> app.send(call.softTimeLimit(TWO)))
        .isInstanceOf(IllegalArgumentException.class);
    app.send(call.softTimeLimit(TWO).timeLimit(TWO));

    assertThat(transport.published).hasSize(1);
  }
}
