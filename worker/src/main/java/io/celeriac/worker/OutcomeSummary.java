package io.celeriac.worker;

import io.celeriac.Failures;
import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.PythonRepr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * So much of a recorded outcome as a worker needs for settling, events and log lines: of a value
 * its text, of an exception what is stored of it. The child process has done all the rest.
 */
final class OutcomeSummary {

  private static final int LONGEST_TRACEBACK = 256 * 1024;

  private OutcomeSummary() {}

  /** A value that stayed in the child; prints as it would. */
  record Shown(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  static Map<String, @Nullable Object> toWire(Outcome outcome) {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    switch (outcome) {
      case Outcome.Success success -> {
        wire.put("kind", "success");
        wire.put("shown", PythonRepr.of(success.value()));
      }
      case Outcome.Failure failure -> failed(wire, "failure", failure.thrown());
      case Outcome.TimedOut timedOut -> failed(wire, "timed_out", timedOut.thrown());
      case Outcome.Again again -> {
        wire.put("kind", "again");
        wire.put("countdown", again.countdown().toNanos());
        wire.put("error", again.retry().reason().map(OutcomeSummary::error).orElse(null));
      }
      case Outcome.Replaced replaced -> {
        wire.put("kind", "replaced");
        wire.put("task", replaced.replacement().task());
      }
      case Outcome.Ignored ignored -> {
        wire.put("kind", "ignored");
        wire.put("reason", ignored.reason());
      }
      case Outcome.Rejected rejected -> {
        wire.put("kind", "rejected");
        wire.put("reason", String.valueOf(rejected.thrown().getMessage()));
        wire.put("requeue", rejected.requeue());
      }
      case Outcome.Terminated terminated -> {
        wire.put("kind", "terminated");
        wire.put("signal", terminated.signal().number());
      }
      case Outcome.Cancelled _ -> wire.put("kind", "cancelled");
    }
    return wire;
  }

  private static void failed(Map<String, @Nullable Object> wire, String kind, Throwable thrown) {
    wire.put("kind", kind);
    wire.put("error", error(thrown));
  }

  private static Map<String, @Nullable Object> error(Throwable thrown) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>(Failures.toWire(thrown));
    try {
      byte[] ignored = new JsonSerializer().encode(error);
    } catch (EncodeException e) {
      // Arguments of an exception may be anything; its text always travels.
      error.put("exc_message", List.of(String.valueOf(thrown)));
    }
    error.put("text", thrown.getMessage());
    String traceback = ResultWriter.traceback(thrown);
    error.put(
        "traceback",
        traceback == null || traceback.length() <= LONGEST_TRACEBACK
            ? traceback
            : traceback.substring(0, LONGEST_TRACEBACK));
    return error;
  }

  /**
   * The outcome, with stand-ins for what stayed in the child.
   *
   * @throws FrameException when it is of no known kind
   */
  static Outcome fromWire(@Nullable Object wire) throws FrameException {
    FrameContent from = FrameContent.nested(wire);
    return switch (from.kind()) {
      case "success" -> new Outcome.Success(new Shown(from.text("shown")));
      case "failure" -> new Outcome.Failure(thrown(from.map("error")));
      case "timed_out" -> new Outcome.TimedOut(thrown(from.map("error")));
      case "again" -> again(from);
      case "replaced" -> new Outcome.Replaced(Signature.of(from.text("task"), Object.class));
      case "ignored" -> new Outcome.Ignored(from.text("reason"));
      case "rejected" ->
          new Outcome.Rejected(
              new Reject(from.text("reason"), from.flag("requeue")), from.flag("requeue"));
      case "terminated" ->
          new Outcome.Terminated(new StopSignal(Math.toIntExact(from.number("signal"))));
      case "cancelled" -> new Outcome.Cancelled();
      default -> throw new FrameException("There is no outcome '" + from.kind() + "'");
    };
  }

  private static Outcome again(FrameContent from) throws FrameException {
    Duration countdown = Duration.ofNanos(from.number("countdown"));
    Retry retry = Retry.in(countdown);
    return new Outcome.Again(
        from.value("error") == null ? retry : retry.because(thrown(from.map("error"))), countdown);
  }

  private static RemoteFailure thrown(Map<String, @Nullable Object> error) {
    List<@Nullable Object> arguments = new ArrayList<>();
    if (error.get("exc_message") instanceof Collection<?> several) {
      arguments.addAll(several);
    }
    return new RemoteFailure(
        String.valueOf(error.get("exc_module")),
        String.valueOf(error.get("exc_type")),
        arguments,
        error.get("text") instanceof String text ? text : null,
        error.get("traceback") instanceof String text ? text : null);
  }
}
