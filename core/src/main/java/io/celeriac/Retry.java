package io.celeriac;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      @Nullable Throwable because,
      @Nullable List<@Nullable Object> args,
      @Nullable Map<String, @Nullable Object> kwargs,
      @Nullable Duration expires) {
    static final Plan DEFAULT = new Plan(null, null, null, null, null, null, null, null);
  }

  private Retry(Plan plan, @Nullable String message) {
    super(message, plan.because);
    this.plan = plan;
  }

  /** After the task's default delay. */
  public static Retry later() {
    return new Retry(Plan.DEFAULT, null);
  }

  /** After a delay; zero for at once. */
  public static Retry in(Duration countdown) {
    return new Retry(new Plan(countdown, null, null, null, null, null, null, null), null);
  }

  /** At a time. */
  public static Retry at(Instant eta) {
    return new Retry(new Plan(null, eta, null, null, null, null, null, null), null);
  }

  /** For a reason that is stored with the state, and thrown when the retries are used up. */
  public Retry because(Throwable reason) {
    Plan p = plan;
    return new Retry(
        new Plan(p.countdown, p.eta, p.maxRetries, p.queue, reason, p.args, p.kwargs, p.expires),
        String.valueOf(reason));
  }

  /** With a limit of its own in place of the task's; -1 for none. */
  public Retry maxRetries(int limit) {
    Plan p = plan;
    return new Retry(
        new Plan(p.countdown, p.eta, limit, p.queue, p.because, p.args, p.kwargs, p.expires),
        getMessage());
  }

  /** To another queue than the one the task came from. */
  public Retry queue(String name) {
    Plan p = plan;
    return new Retry(
        new Plan(p.countdown, p.eta, p.maxRetries, name, p.because, p.args, p.kwargs, p.expires),
        getMessage());
  }

  /** With other positional arguments; keyword arguments of the same parameters are dropped. */
  public Retry args(@Nullable Object... args) {
    Plan p = plan;
    return new Retry(
        new Plan(
            p.countdown,
            p.eta,
            p.maxRetries,
            p.queue,
            p.because,
            Collections.unmodifiableList(Arrays.asList(args)),
            p.kwargs,
            p.expires),
        getMessage());
  }

  /** With other keyword arguments, which take the place of positional ones of the same name. */
  public Retry kwargs(Map<String, ? extends @Nullable Object> kwargs) {
    Plan p = plan;
    return new Retry(
        new Plan(
            p.countdown,
            p.eta,
            p.maxRetries,
            p.queue,
            p.because,
            p.args,
            Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(kwargs)),
            p.expires),
        getMessage());
  }

  /** Not to be run later than so long after this. */
  public Retry expires(Duration after) {
    Plan p = plan;
    return new Retry(
        new Plan(p.countdown, p.eta, p.maxRetries, p.queue, p.because, p.args, p.kwargs, after),
        getMessage());
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

  /** The positional arguments of the next run, where they are others. */
  public Optional<List<@Nullable Object>> args() {
    return Optional.ofNullable(plan.args);
  }

  /** The keyword arguments of the next run, where they are others. */
  public Optional<Map<String, @Nullable Object>> kwargs() {
    return Optional.ofNullable(plan.kwargs);
  }

  public Optional<Duration> expires() {
    return Optional.ofNullable(plan.expires);
  }
}
