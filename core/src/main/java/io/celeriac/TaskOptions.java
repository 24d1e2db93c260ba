package io.celeriac;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a task as its definition gives them; what is empty is left to the app's settings.
 * Names and meanings are those of attributes of Celery's Task class. An immutable value.
 */
public final class TaskOptions {

  /** No option given. */
  public static final TaskOptions NONE = new Builder().build();

  private static final Pattern RATE = Pattern.compile("\\d+(\\.\\d+)?(/[smh])?");

  private final Builder given;

  private TaskOptions(Builder given) {
    this.given = given;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these options. */
  public Builder toBuilder() {
    return new Builder(given);
  }

  /** The parameters whose values are not shown; none unless given. */
  public SensitiveParameters sensitive() {
    return given.sensitive;
  }

  public Optional<String> queue() {
    return Optional.ofNullable(given.queue);
  }

  public Optional<String> exchange() {
    return Optional.ofNullable(given.exchange);
  }

  public Optional<String> routingKey() {
    return Optional.ofNullable(given.routingKey);
  }

  public Optional<Integer> priority() {
    return Optional.ofNullable(given.priority);
  }

  public Optional<String> serializer() {
    return Optional.ofNullable(given.serializer);
  }

  public Optional<String> compression() {
    return Optional.ofNullable(given.compression);
  }

  public Optional<Duration> expires() {
    return Optional.ofNullable(given.expires);
  }

  public Optional<Boolean> ignoreResult() {
    return Optional.ofNullable(given.ignoreResult);
  }

  public Optional<Boolean> storeErrorsEvenIfIgnored() {
    return Optional.ofNullable(given.storeErrorsEvenIfIgnored);
  }

  public Optional<Boolean> trackStarted() {
    return Optional.ofNullable(given.trackStarted);
  }

  /** Whether ids of tasks that it sends are kept as its children; true unless given. */
  public boolean trail() {
    return given.trail == null || given.trail;
  }

  /** Whether its events are sent by workers that send task events; true unless given. */
  public boolean sendEvents() {
    return given.sendEvents == null || given.sendEvents;
  }

  public Optional<Boolean> acksLate() {
    return Optional.ofNullable(given.acksLate);
  }

  public Optional<Boolean> acksOnFailure() {
    return Optional.ofNullable(given.acksOnFailure).or(this::acksOnFailureOrTimeout);
  }

  public Optional<Boolean> acksOnTimeout() {
    return Optional.ofNullable(given.acksOnTimeout).or(this::acksOnFailureOrTimeout);
  }

  public Optional<Boolean> acksOnFailureOrTimeout() {
    return Optional.ofNullable(given.acksOnFailureOrTimeout);
  }

  public Optional<Boolean> rejectOnWorkerLost() {
    return Optional.ofNullable(given.rejectOnWorkerLost);
  }

  public Optional<Boolean> retryOnWorkerLost() {
    return Optional.ofNullable(given.retryOnWorkerLost);
  }

  /** How often a task is retried before it fails; 3 unless given, -1 for no limit. */
  public int maxRetries() {
    return given.maxRetries == null ? 3 : given.maxRetries;
  }

  /** The delay before a retry that names none; 180 seconds unless given. */
  public Duration defaultRetryDelay() {
    return given.defaultRetryDelay == null ? Duration.ofMinutes(3) : given.defaultRetryDelay;
  }

  public Set<Class<? extends Throwable>> autoretryFor() {
    return given.autoretryFor;
  }

  public Set<Class<? extends Throwable>> dontAutoretryFor() {
    return given.dontAutoretryFor;
  }

  public Optional<Backoff> retryBackoff() {
    return Optional.ofNullable(given.retryBackoff);
  }

  public Optional<Duration> timeLimit() {
    return Optional.ofNullable(given.timeLimit);
  }

  public Optional<Duration> softTimeLimit() {
    return Optional.ofNullable(given.softTimeLimit);
  }

  public Optional<Duration> timeout() {
    return Optional.ofNullable(given.timeout);
  }

  public Optional<String> rateLimit() {
    return Optional.ofNullable(given.rateLimit);
  }

  /** Whether an exception makes the task retry by itself. */
  boolean retriesFor(Throwable thrown) {
    return given.autoretryFor.stream().anyMatch(c -> c.isInstance(thrown))
        && given.dontAutoretryFor.stream().noneMatch(c -> c.isInstance(thrown));
  }

  /** Gathers options; each method says one, and returns the builder. Not thread-safe. */
  public static final class Builder {
    private @Nullable String queue;
    private @Nullable String exchange;
    private @Nullable String routingKey;
    private @Nullable Integer priority;
    private @Nullable String serializer;
    private @Nullable String compression;
    private @Nullable Duration expires;
    private @Nullable Boolean ignoreResult;
    private @Nullable Boolean storeErrorsEvenIfIgnored;
    private @Nullable Boolean trackStarted;
    private @Nullable Boolean trail;
    private @Nullable Boolean sendEvents;
    private @Nullable Boolean acksLate;
    private @Nullable Boolean acksOnFailure;
    private @Nullable Boolean acksOnTimeout;
    private @Nullable Boolean acksOnFailureOrTimeout;
    private @Nullable Boolean rejectOnWorkerLost;
    private @Nullable Boolean retryOnWorkerLost;
    private @Nullable Integer maxRetries;
    private @Nullable Duration defaultRetryDelay;
    private Set<Class<? extends Throwable>> autoretryFor = Set.of();
    private Set<Class<? extends Throwable>> dontAutoretryFor = Set.of();
    private @Nullable Backoff retryBackoff;
    private @Nullable Duration timeLimit;
    private @Nullable Duration softTimeLimit;
    private @Nullable Duration timeout;
    private @Nullable String rateLimit;
    private SensitiveParameters sensitive = SensitiveParameters.NONE;

    private Builder() {}

    private Builder(Builder from) {
      queue = from.queue;
      exchange = from.exchange;
      routingKey = from.routingKey;
      priority = from.priority;
      serializer = from.serializer;
      compression = from.compression;
      expires = from.expires;
      ignoreResult = from.ignoreResult;
      storeErrorsEvenIfIgnored = from.storeErrorsEvenIfIgnored;
      trackStarted = from.trackStarted;
      trail = from.trail;
      sendEvents = from.sendEvents;
      acksLate = from.acksLate;
      acksOnFailure = from.acksOnFailure;
      acksOnTimeout = from.acksOnTimeout;
      acksOnFailureOrTimeout = from.acksOnFailureOrTimeout;
      rejectOnWorkerLost = from.rejectOnWorkerLost;
      retryOnWorkerLost = from.retryOnWorkerLost;
      maxRetries = from.maxRetries;
      defaultRetryDelay = from.defaultRetryDelay;
      autoretryFor = from.autoretryFor;
      dontAutoretryFor = from.dontAutoretryFor;
      retryBackoff = from.retryBackoff;
      timeLimit = from.timeLimit;
      softTimeLimit = from.softTimeLimit;
      timeout = from.timeout;
      rateLimit = from.rateLimit;
      sensitive = from.sensitive;
    }

    private Builder set(Consumer<Builder> change) {
      change.accept(this);
      return this;
    }

    public Builder queue(String name) {
      return set(b -> b.queue = name);
    }

    public Builder exchange(String name) {
      return set(b -> b.exchange = name);
    }

    public Builder routingKey(String key) {
      return set(b -> b.routingKey = key);
    }

    /** 0 to 255 on RabbitMQ, 0 to 9 on Redis. */
    public Builder priority(int value) {
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException("A priority of " + value + " is out of range: 0 to 255");
      }
      return set(b -> b.priority = value);
    }

    public Builder serializer(String name) {
      return set(b -> b.serializer = name);
    }

    public Builder compression(String name) {
      return set(b -> b.compression = name);
    }

    public Builder expires(Duration afterSending) {
      return set(b -> b.expires = afterSending);
    }

    public Builder ignoreResult(boolean value) {
      return set(b -> b.ignoreResult = value);
    }

    public Builder storeErrorsEvenIfIgnored(boolean value) {
      return set(b -> b.storeErrorsEvenIfIgnored = value);
    }

    public Builder trackStarted(boolean value) {
      return set(b -> b.trackStarted = value);
    }

    public Builder trail(boolean value) {
      return set(b -> b.trail = value);
    }

    public Builder sendEvents(boolean value) {
      return set(b -> b.sendEvents = value);
    }

    public Builder acksLate(boolean value) {
      return set(b -> b.acksLate = value);
    }

    public Builder acksOnFailure(boolean value) {
      return set(b -> b.acksOnFailure = value);
    }

    public Builder acksOnTimeout(boolean value) {
      return set(b -> b.acksOnTimeout = value);
    }

    public Builder acksOnFailureOrTimeout(boolean value) {
      return set(b -> b.acksOnFailureOrTimeout = value);
    }

    public Builder rejectOnWorkerLost(boolean value) {
      return set(b -> b.rejectOnWorkerLost = value);
    }

    public Builder retryOnWorkerLost(boolean value) {
      return set(b -> b.retryOnWorkerLost = value);
    }

    /** -1 for no limit. */
    public Builder maxRetries(int value) {
      if (value < -1) {
        throw new IllegalArgumentException(
            "maxRetries of " + value + " is out of range: 0 or more, or -1 for no limit");
      }
      return set(b -> b.maxRetries = value);
    }

    public Builder defaultRetryDelay(Duration value) {
      return set(b -> b.defaultRetryDelay = value);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Builder autoretryFor(Class<? extends Throwable>... types) {
      return set(b -> b.autoretryFor = Set.copyOf(Arrays.asList(types)));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Builder dontAutoretryFor(Class<? extends Throwable>... types) {
      return set(b -> b.dontAutoretryFor = Set.copyOf(Arrays.asList(types)));
    }

    public Builder retryBackoff(Backoff value) {
      return set(b -> b.retryBackoff = value);
    }

    public Builder timeLimit(Duration value) {
      return set(b -> b.timeLimit = positive("timeLimit", value));
    }

    public Builder softTimeLimit(Duration value) {
      return set(b -> b.softTimeLimit = positive("softTimeLimit", value));
    }

    public Builder timeout(Duration value) {
      return set(b -> b.timeout = positive("timeout", value));
    }

    /** Such as 10/s, 100/m, 1000/h; a bare number counts seconds. */
    public Builder rateLimit(String value) {
      if (!RATE.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "'" + value + "' is no rate; write it like 10/s, 100/m or 1000/h");
      }
      return set(b -> b.rateLimit = value);
    }

    /** A parameter whose values are not shown, by its name and its place, from 0. */
    public Builder sensitive(String name, int position) {
      return set(b ->
          b.sensitive = b.sensitive.with(new SensitiveParameters.Parameter(name, position, false)));
    }

    /** The same, of one that takes all further positional arguments. */
    public Builder sensitiveRest(String name, int position) {
      return set(b ->
          b.sensitive = b.sensitive.with(new SensitiveParameters.Parameter(name, position, true)));
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException when the soft limit is longer than the hard one
     */
    public TaskOptions build() {
      if (softTimeLimit != null && timeLimit != null && softTimeLimit.compareTo(timeLimit) > 0) {
        throw new IllegalArgumentException(
            "The soft time limit of "
                + softTimeLimit
                + " is longer than the hard one of "
                + timeLimit
                + "; it would never be reached");
      }
      return new TaskOptions(new Builder(this));
    }

    private static Duration positive(String what, Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException(what + " of " + value + " is no time at all; give more");
      }
      return value;
    }
  }
}
