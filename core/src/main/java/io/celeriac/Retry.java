package io.celeriac;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a task to be run again later, with the same id: {@code throw task.retry(cause)}, or
 * {@code throw Retry.in(Duration.ofSeconds(5)).because(cause)}. When the retries are used up the
 * task fails with the cause instead, or with {@code MaxRetriesExceededError} when there is none.
 * Immutable; the methods return copies.
 */
public final class Retry extends TaskControlException {
  private static final long serialVersionUID = 1L;

  private final transient Plan plan;

  private record Plan(
      @Nullable Duration countdown,
      @Nullable Instant eta,
      @Nullable Integer maxRetries,
      @Nullable String queue,
      @Nullable Throwable because) {}

  private Retry(Plan plan, @Nullable String message) {
    super(message, plan.because);
    this.plan = plan;
  }

  /** After the task's default delay. */
  public static Retry later() {
    return new Retry(new Plan(null, null, null, null, null), null);
  }

  /** After a delay; zero for at once. */
  public static Retry in(Duration countdown) {
    return new Retry(new Plan(countdown, null, null, null, null), null);
  }

  /** At a time. */
  public static Retry at(Instant eta) {
    return new Retry(new Plan(null, eta, null, null, null), null);
  }

  /** For a reason that is stored with the state, and thrown when the retries are used up. */
  public Retry because(Throwable reason) {
    return new Retry(
        new Plan(plan.countdown, plan.eta, plan.maxRetries, plan.queue, reason),
        String.valueOf(reason));
  }

  /** With a limit of its own in place of the task's; -1 for none. */
  public Retry maxRetries(int limit) {
    return new Retry(
        new Plan(plan.countdown, plan.eta, limit, plan.queue, plan.because), getMessage());
  }

  /** To another queue than the one the task came from. */
  public Retry queue(String name) {
    return new Retry(
        new Plan(plan.countdown, plan.eta, plan.maxRetries, name, plan.because), getMessage());
  }

  public Optional<Duration> countdown() {
    return Optional.ofNullable(plan.countdown);
  }

  public Optional<Instant> eta() {
    return Optional.ofNullable(plan.eta);
  }

  public Optional<Integer> maxRetries() {
    return Optional.ofNullable(plan.maxRetries);
  }

  public Optional<String> queue() {
    return Optional.ofNullable(plan.queue);
  }

  public Optional<Throwable> reason() {
    return Optional.ofNullable(plan.because);
  }
}
