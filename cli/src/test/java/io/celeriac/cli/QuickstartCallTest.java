package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Retry;
import io.celeriac.TaskFailedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The demonstration must not say that all is well when it is not. */
final class QuickstartCallTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void the_right_answers_are_right() {
    assertThat(complaint("add(2, 3)", 1, 0, 5)).isEmpty();
    assertThat(complaint("flaky()", 3, 0, "worked on try 3")).isEmpty();
    assertThat(complaint("slow(60)", 1, 0, stopped("SoftTimeLimitExceeded"))).isEmpty();
    assertThat(complaint("remind(\"tea\") later", 1, 2 * SECOND, "time for tea")).isEmpty();
    assertThat(complaint("invoice(order)", 1, 0, invoice("9.47"))).isEmpty();
  }

  @Test
  void every_wrong_answer_is_complained_about() {
    assertThat(complaint("add(2, 3)", 1, 0, 6).orElse("")).contains("5").contains("6");
    assertThat(complaint("add(2, 3)", 1, 0, new IOException("down")).orElse("")).contains("down");
    assertThat(complaint("flaky()", 1, 0, "worked on try 1")).isPresent();
    assertThat(complaint("flaky()", 2, 0, "worked on try 3").orElse("")).contains("ran 2 times");
    assertThat(complaint("slow(60)", 1, 0, "took all of 60 s")).isPresent();
    assertThat(complaint("slow(60)", 1, 0, stopped("TimeLimitExceeded"))).isPresent();
    assertThat(complaint("remind(\"tea\") later", 1, 0, "time for tea").orElse(""))
        .contains("should have waited for 1.5 s");
    assertThat(complaint("invoice(order)", 1, 0, invoice("9.5"))).isPresent();
  }

  @Test
  void a_call_without_an_answer_is_complained_about() {
    CallStory story = new CallStory(call("add(2, 3)"));
    story.sent(0);
    story.started(1);

    assertThat(story.complaint().orElse("")).contains("no answer came").contains("started");
  }

  private static Optional<String> complaint(String label, int tries, long waited, Object answer) {
    CallStory story = new CallStory(call(label));
    story.sent(0);
    for (int i = 1; i <= tries; i++) {
      story.started(waited + i);
      story.ran(waited + i, i < tries ? Retry.later() : null);
    }
    story.answered(
        waited + tries,
        answer instanceof Throwable thrown
            ? new QuickstartCall.Answer(null, thrown)
            : new QuickstartCall.Answer(answer, null));
    return story.complaint();
  }

  private static QuickstartCall call(String label) {
    return QuickstartCall.all().stream()
        .filter(call -> call.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static TaskFailedException stopped(String type) {
    return new TaskFailedException("42", "billiard.exceptions", type, List.of(), null);
  }

  private static QuickstartTasks.Invoice invoice(String total) {
    return new QuickstartTasks.Invoice("Ada", new BigDecimal(total), LocalDate.of(2026, 12, 7));
  }
}
