package io.celeriac;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

  /** What was asked for; changed only while a copy is made. */
  private static final class Plan {
    private @Nullable Duration countdown;
    private @Nullable Instant eta;
    private @Nullable Integer maxRetries;
    private @Nullable String queue;
    private @Nullable Throwable because;
    private @Nullable List<@Nullable Object> args;
    private @Nullable Map<String, @Nullable Object> kwargs;
    private @Nullable Duration expires;

    Plan copy() {
      Plan copy = new Plan();
      copy.countdown = countdown;
      copy.eta = eta;
      copy.maxRetries = maxRetries;
      copy.queue = queue;
      copy.because = because;
      copy.args = args;
      copy.kwargs = kwargs;
      copy.expires = expires;
      return copy;
    }
  }

  private Retry(Plan plan) {
    super(plan.because == null ? null : String.valueOf(plan.because), plan.because);
    this.plan = plan;
  }

  private Retry with(Consumer<Plan> change) {
    Plan changed = plan.copy();
    change.accept(changed);
    return new Retry(changed);
  }

  /** After the task's default delay. */
  public static Retry later() {
    return new Retry(new Plan());
  }

  /** After a delay; zero for at once. */
  public static Retry in(Duration countdown) {
    return later().with(plan -> plan.countdown = countdown);
  }

  /** At a time. */
  public static Retry at(Instant eta) {
    return later().with(plan -> plan.eta = eta);
  }

  /** For a reason that is stored with the state, and thrown when the retries are used up. */
  public Retry because(Throwable reason) {
    return with(changed -> changed.because = reason);
  }

  /** With a limit of its own in place of the task's; -1 for none. */
  public Retry maxRetries(int limit) {
    return with(changed -> changed.maxRetries = limit);
  }

  /** To another queue than the one the task came from. */
  public Retry queue(String name) {
    return with(changed -> changed.queue = name);
  }

  /** With other positional arguments; keyword arguments of the same parameters are dropped. */
  public Retry args(@Nullable Object... args) {
    List<@Nullable Object> others =
        Collections.unmodifiableList(new ArrayList<>(Arrays.asList(args)));
    return with(changed -> changed.args = others);
  }

  /** With other keyword arguments, which take the place of positional ones of the same name. */
  public Retry kwargs(Map<String, ? extends @Nullable Object> kwargs) {
    Map<String, @Nullable Object> others =
        Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(kwargs));
    return with(changed -> changed.kwargs = others);
  }

  /** Not to be run later than so long after this. */
  public Retry expires(Duration after) {
    return with(changed -> changed.expires = after);
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
