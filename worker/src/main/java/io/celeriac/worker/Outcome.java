package io.celeriac.worker;

import io.celeriac.Retry;
import io.celeriac.Signature;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a run ended; there is exactly one for each. */
sealed interface Outcome {

  /** The body returned; the value is as serializers carry it. */
  record Success(@Nullable Object value) implements Outcome {}

  /** The body threw, or a limit passed that it did not catch. */
  record Failure(Throwable thrown) implements Outcome {}

  /** The hard time limit passed, and the run was given up. */
  record TimedOut(Throwable thrown) implements Outcome {}

  /** It is to run again; the message for that is still to be sent. */
  record Again(Retry retry, Duration countdown) implements Outcome {}

  /** A signature takes its place; that is still to be sent. */
  record Replaced(Signature<?> replacement) implements Outcome {}

  /** It asked that nothing more be recorded. */
  record Ignored(String reason) implements Outcome {}

  /** It rejected its message. */
  record Rejected(Throwable thrown, boolean requeue) implements Outcome {}

  /** A command ended it. */
  record Terminated(StopSignal signal) implements Outcome {}

  /** A cold shutdown interrupted it. */
  record Cancelled() implements Outcome {}
}
