package io.celeriac.cli;

import io.celeriac.Signature;
import io.celeriac.TaskFailedException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of the demonstration, and how it should end.
 *
 * @param label as a person would write it
 * @param signature the call
 * @param quick whether it should end at once
 * @param check whether it ended as it should
 */
record QuickstartCall(String label, Signature<?> signature, boolean quick, Check check) {

  private static final Duration COUNTDOWN = Duration.ofMillis(1500);

  /** Looks at what came of a call. */
  @FunctionalInterface
  interface Check {
    /** What is wrong with it, if anything is. */
    Optional<String> complaint(CallStory story, Answer answer);
  }

  /**
   * What the caller got.
   *
   * @param value the result
   * @param failure what was thrown in its place
   */
  record Answer(@Nullable Object value, @Nullable Throwable failure) {
    String text() {
      return switch (failure) {
        case null ->
            value instanceof QuickstartTasks.Invoice invoice
                ? invoice.customer() + " pays " + invoice.total() + " by " + invoice.due()
                : String.valueOf(value);
        case TaskFailedException failed when failed.type().endsWith("TimeLimitExceeded") ->
            "stopped by its time limit";
        default -> String.valueOf(failure.getMessage());
      };
    }
  }

  /** All of them. */
  static List<QuickstartCall> all() {
    LocalDate today = LocalDate.of(2026, 11, 23);
    QuickstartTasks.Order order =
        new QuickstartTasks.Order(
            "Ada",
            today,
            List.of(
                new QuickstartTasks.Item("celeriac", 3, new BigDecimal("1.99")),
                new QuickstartTasks.Item("apple", 10, new BigDecimal("0.35"))));
    return List.of(
        quick("add(2, 3)", Signature.of("quickstart.add", Integer.class, 2, 3), returns(5)),
        slow(
            "flaky()",
            Signature.of("quickstart.flaky", String.class),
            returns("worked on try 3").and(triedThrice())),
        slow("slow(60)", Signature.of("quickstart.slow", String.class, 60), stopped()),
        slow(
            "remind(\"tea\") later",
            Signature.of("quickstart.remind", String.class, "tea").countdown(COUNTDOWN),
            returns("time for tea").and(notBefore(COUNTDOWN))),
        quick(
            "invoice(order)",
            Signature.of("quickstart.invoice", QuickstartTasks.Invoice.class, order),
            returns(
                new QuickstartTasks.Invoice("Ada", new BigDecimal("9.47"), today.plusDays(14)))));
  }

  private static QuickstartCall quick(String label, Signature<?> signature, Check check) {
    return new QuickstartCall(label, signature, true, check);
  }

  private static QuickstartCall slow(String label, Signature<?> signature, Check check) {
    return new QuickstartCall(label, signature, false, check);
  }

  /** A check that others can be added to. */
  private interface And extends Check {
    default And and(Check other) {
      return (story, answer) -> complaint(story, answer).or(() -> other.complaint(story, answer));
    }
  }

  private static And returns(Object expected) {
    return (story, answer) ->
        Objects.equals(expected, answer.value())
            ? Optional.empty()
            : Optional.of("it should have returned " + expected + ", and gave: " + answer.text());
  }

  private static Check triedThrice() {
    return (story, answer) ->
        story.tries() == 3
            ? Optional.empty()
            : Optional.of("it should have run three times, and ran " + story.tries() + " times");
  }

  private static Check notBefore(Duration delay) {
    return (story, answer) ->
        // The worker's clock and this one differ by what each of them rounds.
        story.waitedNanos() >= delay.minusMillis(50).toNanos()
            ? Optional.empty()
            : Optional.of(
                "it should have waited for "
                    + Spans.text(delay.toNanos())
                    + ", and ran after "
                    + Spans.text(story.waitedNanos()));
  }

  private static And stopped() {
    return (story, answer) ->
        answer.failure() instanceof TaskFailedException failed
                && failed.type().equals("SoftTimeLimitExceeded")
            ? Optional.empty()
            : Optional.of(
                "it should have been stopped by its time limit, and gave: " + answer.text());
  }
}
