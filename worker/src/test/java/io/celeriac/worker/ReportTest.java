package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Failures;
import io.celeriac.PythonException;
import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskError;
import io.celeriac.protocol.PythonRepr;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTest {

  /** With an argument that nothing can carry. */
  private static final class Strange extends RuntimeException implements PythonException {
    private static final long serialVersionUID = 1L;

    Strange() {
      super("odd");
    }

    @Override
    public String pythonModule() {
      return "shop";
    }

    @Override
    public String pythonType() {
      return "Strange";
    }

    @Override
    public List<@Nullable Object> pythonArguments() {
      return List.of("odd", new Object());
    }
  }

  private static Outcome sent(Outcome outcome) throws IOException {
    Report report = Report.decode(new Report.Ended(5, outcome, 1234).encode());
    assertThat(report).isInstanceOf(Report.Ended.class);
    Report.Ended ended = (Report.Ended) report;
    assertThat(ended.job()).isEqualTo(5);
    assertThat(ended.residentKib()).isEqualTo(1234);
    return ended.outcome();
  }

  @Test
  void short_reports_arrive() throws IOException {
    assertThat(Report.decode(new Report.Ready(3).encode())).isEqualTo(new Report.Ready(3));
    assertThat(Report.decode(new Report.Accepted(9).encode())).isEqualTo(new Report.Accepted(9));
    assertThat(Report.decode(new Report.Refused(9, "why").encode()))
        .isEqualTo(new Report.Refused(9, "why"));
  }

  @Test
  void a_value_stays_in_the_child_and_shows_as_it_would() throws IOException {
    Object value = Map.of("a", List.of(1L, "two", true));

    Outcome.Success success = (Outcome.Success) sent(new Outcome.Success(value));

    assertThat(PythonRepr.of(success.value())).isEqualTo(PythonRepr.of(value));
  }

  @Test
  void a_failure_shows_and_is_stored_as_the_one_in_the_child() throws IOException {
    Throwable thrown = new IllegalArgumentException("no such colour");

    Outcome.Failure failure = (Outcome.Failure) sent(new Outcome.Failure(thrown));

    assertThat(Failures.repr(failure.thrown())).isEqualTo(Failures.repr(thrown));
    assertThat(Failures.toWire(failure.thrown())).isEqualTo(Failures.toWire(thrown));
    assertThat(ResultWriter.traceback(failure.thrown())).isEqualTo(Failures.traceback(thrown));
  }

  @Test
  void an_exception_whose_arguments_cannot_travel_is_told_as_text() throws IOException {
    Outcome.Failure failure = (Outcome.Failure) sent(new Outcome.Failure(new Strange()));

    assertThat(Failures.repr(failure.thrown())).contains("odd");
  }

  @Test
  void a_retry_keeps_its_countdown_and_its_reason() throws IOException {
    Retry retry = Retry.in(Duration.ofSeconds(7)).because(new IllegalStateException("busy"));

    Outcome.Again again = (Outcome.Again) sent(new Outcome.Again(retry, Duration.ofMillis(7_250)));

    assertThat(again.countdown()).isEqualTo(Duration.ofMillis(7_250));
    assertThat(Failures.repr(again.retry().reason().orElseThrow()))
        .isEqualTo("RuntimeError('busy')");
  }

  @Test
  void other_ends_arrive_as_what_they_are() throws IOException {
    Outcome.Rejected rejected =
        (Outcome.Rejected) sent(new Outcome.Rejected(new Reject("later", true), true));
    assertThat(rejected.requeue()).isTrue();
    assertThat(rejected.thrown()).hasMessage("later");
    assertThat(sent(new Outcome.Ignored("whim"))).isEqualTo(new Outcome.Ignored("whim"));
    assertThat(sent(new Outcome.Cancelled())).isEqualTo(new Outcome.Cancelled());
    assertThat(
            ((Outcome.Replaced) sent(new Outcome.Replaced(Signature.of("shop.add", Long.class, 1))))
                .replacement()
                .task())
        .isEqualTo("shop.add");
    assertThat(
            Failures.repr(
                ((Outcome.TimedOut)
                        sent(
                            new Outcome.TimedOut(
                                new TaskError.TimeLimitExceeded(Duration.ofSeconds(2)))))
                    .thrown()))
        .isEqualTo("TimeLimitExceeded(2)");
  }
}
