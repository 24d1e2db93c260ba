package io.celeriac.worker;

import io.celeriac.Failures;
import io.celeriac.Reject;
import io.celeriac.TaskError;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.spi.Printable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a worker about tasks, in the forms that Celery's tools and its users' scripts parse.
 */
final class WorkerLog {

  private static final int SHOWN = 20;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeriac.worker.task");
  private static final int FIRST_BYTES = 120;

  private WorkerLog() {}

  static void received(Execution execution, @Nullable Instant eta) {
    if (eta == null) {
      LOG.info("Task {} received", execution);
    } else {
      LOG.info("Task {} received, ETA:[{}]", execution, eta);
    }
  }

  static void parked(Execution execution, Instant eta) {
    LOG.info("Task {} parked in the broker, ETA:[{}]", execution, eta);
  }

  static void ended(Execution execution, Outcome outcome) {
    switch (outcome) {
      case Outcome.Success success -> {
        // Most tasks end here, and most workers log no more than warnings.
        if (LOG.isInfoEnabled()) {
          LOG.info(
              "Task {} succeeded in {}s: {}",
              execution,
              seconds(execution.runtimeNanos()),
              Printable.line(PythonRepr.of(success.value())));
        }
      }
      case Outcome.Failure failure
          when failure.thrown() instanceof TaskError.WorkerLostError lost ->
          LOG.error("Task {} raised unexpected: {}", execution, repr(lost));
      case Outcome.Failure failure ->
          LOG.error(
              "Task {} raised unexpected: {}", execution, repr(failure.thrown()), failure.thrown());
      case Outcome.TimedOut timedOut ->
          LOG.error("Task {} raised unexpected: {}", execution, repr(timedOut.thrown()));
      case Outcome.Again again -> LOG.info("Task {} retry: {}", execution, retryText(again));
      case Outcome.Replaced replaced ->
          LOG.info(
              "Task {} replaced by {}", execution, Printable.word(replaced.replacement().task()));
      case Outcome.Terminated terminated ->
          LOG.info("Task {} terminated ({})", execution, terminated.signal().number());
      case Outcome.Ignored ignored -> LOG.info("Task {} ignored", execution);
      case Outcome.Rejected rejected ->
          LOG.info(
              "Task {} rejected: {}",
              execution,
              rejected.thrown() instanceof Reject reject
                  ? Printable.line(String.valueOf(reject.getMessage()))
                  : "");
      case Outcome.Cancelled _ ->
          LOG.warn(
              "Task {} was cancelled{}",
              execution,
              execution.acknowledged()
                  ? "; its message was acknowledged before it started, so it is lost"
                  : "; its message goes back to its queue");
    }
  }

  /** Of one line: what an exception says may be what its caller wrote. */
  private static String repr(Throwable thrown) {
    return Printable.line(Failures.repr(thrown));
  }

  private static String retryText(Outcome.Again again) {
    Duration countdown = again.countdown();
    String when = countdown.isZero() ? "now" : "in " + seconds(countdown) + "s";
    return again
        .retry()
        .reason()
        .map(reason -> "Retry " + when + ": " + repr(reason))
        .orElse("Retry " + when);
  }

  static void succeededBefore(Execution execution) {
    LOG.info("Task {} Task already completed successfully.", execution);
  }

  static void discarded(Execution execution, String reason) {
    LOG.info("Discarding {} task: {}", reason, execution);
  }

  static void unknownTask(Decoded.UnknownTask unknown, String fate, byte[] body) {
    LOG.error(
        "Received unregistered task of type '{}'[{}]. The message {};"
            + " did you register the task with the app of this worker, under this name or as an"
            + " alias? {}",
        Printable.word(unknown.name()),
        Printable.word(unknown.id()),
        fate,
        arguments(unknown.headers(), body));
  }

  /** As the sender has them shown, for some may be sensitive; else the start of the body. */
  private static String arguments(TaskHeaders headers, byte[] body) {
    return headers.argsrepr() == null
        ? "Its first bytes: " + firstBytes(body)
        : "Its arguments: "
            + Printable.word(headers.argsrepr())
            + " "
            + Printable.word(String.valueOf(headers.kwargsrepr()));
  }

  static void moreUnknownTasks(String name, long more) {
    LOG.error(
        "Received {} more of the unregistered task '{}' since then", more, Printable.word(name));
  }

  static void malformed(
      String reason, @Nullable String task, @Nullable String id, String fate, byte[] body) {
    LOG.error(
        "Received a message that cannot be run, task {}[{}]: {}. It {}. Its first bytes: {}",
        task == null ? "?" : Printable.word(task),
        id == null ? "?" : Printable.word(id),
        Printable.word(reason),
        fate,
        firstBytes(body));
  }

  static void moreMalformed(@Nullable String task, long more) {
    LOG.error(
        "Received {} more messages that cannot be run, task {}, since then",
        more,
        task == null ? "?" : Printable.word(task));
  }

  static void adopted(Execution execution) {
    LOG.info("Task {} is delivered again, and still runs here: it is not run twice", execution);
  }

  static void endedBefore(Execution execution) {
    LOG.info("Task {} is delivered again, and has ended here: it is not run twice", execution);
  }

  static void cancelledByLoss(Execution execution) {
    LOG.warn(
        "The connection of {} is lost, and it will be delivered again: cancelling it", execution);
  }

  static void softLimit(Execution execution, Duration limit) {
    LOG.warn("Soft time limit ({}s) exceeded for {}", seconds(limit), execution);
  }

  static void softLimitBySignal(Execution execution) {
    LOG.warn("Soft time limit (SIGUSR1) for {}", execution);
  }

  static void hardLimit(Execution execution, Duration limit) {
    LOG.error("Hard time limit ({}s) exceeded for {}", seconds(limit), execution);
  }

  static void runaway(Execution execution, Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    LOG.error(
        "{} goes on in thread '{}' although it was interrupted ({}); its result will be dropped,"
            + " and its slot is free. It is at: {}",
        execution,
        thread.getName(),
        reason(execution),
        Arrays.stream(stack).limit(5).map(String::valueOf).toList());
  }

  static void runawayEnded(Execution execution) {
    LOG.warn(
        "{} has ended after {}s, too late ({}); its result is dropped",
        execution,
        seconds(execution.runtimeNanos()),
        reason(execution));
  }

  private static String reason(Execution execution) {
    return switch (execution.interruption()) {
      case NONE, SOFT_LIMIT, TIMEOUT, HARD_LIMIT -> "time limit";
      case SHUTDOWN -> "shutdown";
      case TERMINATED -> "terminated by remote control";
    };
  }

  /** As Python prints what somebody gave it: 5, or 1.5. */
  private static String seconds(Duration given) {
    return BigDecimal.valueOf(given.toNanos(), 9).stripTrailingZeros().toPlainString();
  }

  /** As Python prints what it has measured: 5.0, or 0.000171. */
  private static String seconds(long nanos) {
    String text = BigDecimal.valueOf(nanos, 9).toPlainString();
    int end = text.length();
    while (text.charAt(end - 1) == '0' && text.charAt(end - 2) != '.') {
      end--;
    }
    return text.substring(0, end);
  }

  /** The start of a body on one line, whatever it holds. */
  static String firstBytes(byte[] body) {
    int length = Math.min(body.length, FIRST_BYTES);
    String text = new String(body, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    return Printable.line(text) + (body.length > length ? "… (" + body.length + " bytes)" : "");
  }

  /** The first of some names, and how many more there are. */
  static String several(Collection<String> names) {
    String first =
        names.stream().limit(SHOWN).map(Printable::word).collect(Collectors.joining(", "));
    return names.size() <= SHOWN ? first : first + " and " + (names.size() - SHOWN) + " more";
  }
}
