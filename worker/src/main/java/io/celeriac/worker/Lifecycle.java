package io.celeriac.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a worker is between its start and its end, and until when. {@link #next} is the whole of
 * how it ends: what is told to it and what it notices lead to the next state, and no state after
 * the first goes on for ever, but a warm shutdown without {@code celeriac_drain_timeout}.
 *
 * <pre>
 *              warm                cold, time            cold, idle, time
 *   Running ─────────► Draining ───────────► Soft ───┐
 *      │ cold              │ idle              │ idle│ cold, time
 *      │                   └───────┬───────────┘     ▼
 *      └──► Soft or Interrupting   │           Interrupting
 *                                  ▼                 │ cold, idle, time
 *                               Closing ◄────────────┘
 *                                  │ done, time
 *                                  ▼
 *                               Closed
 * </pre>
 *
 * <p>Soft is passed over where {@code worker_soft_shutdown_timeout} gives no time, or nothing runs.
 * Until Closing the worker keeps its session, its heartbeats, its leases, and answers commands.
 */
sealed interface Lifecycle {

  /** What leads from one state to another. */
  enum Cause {
    /** It is to end, and to let run what runs. */
    WARM,
    /** It is to end now; said again, it is not to wait for what it waits for either. */
    COLD,
    /** What had not started is given back, and nothing runs any more. */
    IDLE,
    /** The time of the state is over. */
    TIME,
    /** Everything is closed. */
    DONE
  }

  /**
   * How long it may stay in which state.
   *
   * @param drain how long a warm shutdown waits for what runs, if there is a bound
   * @param soft how long tasks are let run before a cold shutdown interrupts them
   * @param softOnIdle whether that time passes in full, whether or not something runs
   */
  record Limits(Optional<Duration> drain, Duration soft, boolean softOnIdle) {
    /** How long tasks that were interrupted have to end by themselves. */
    static final Duration INTERRUPTED = Duration.ofSeconds(1);

    /**
     * How long closing may take, whatever hangs. Each of the parts that wait for others, the broker
     * and the child processes among them, has five seconds of its own.
     */
    static final Duration CLOSING = Duration.ofSeconds(30);
  }

  /** Takes tasks and runs them. */
  record Running() implements Lifecycle {}

  /** Takes no more tasks, and lets end what runs: a warm shutdown. */
  record Draining(OptionalLong until) implements Lifecycle {}

  /**
   * As Draining, at the beginning of a cold shutdown.
   *
   * @param whole whether the time passes although nothing runs
   */
  record Soft(long time, boolean whole) implements Lifecycle {
    @Override
    public OptionalLong until() {
      return OptionalLong.of(time);
    }
  }

  /** What runs was interrupted, and has a moment to end. */
  record Interrupting(long time) implements Lifecycle {
    @Override
    public OptionalLong until() {
      return OptionalLong.of(time);
    }
  }

  /** What still runs is cancelled, and session, pool and all else are closed. */
  record Closing(long time) implements Lifecycle {
    @Override
    public OptionalLong until() {
      return OptionalLong.of(time);
    }
  }

  /** Over. */
  record Closed() implements Lifecycle {}

  /** Its name, for logs and statistics. */
  default String word() {
    return switch (this) {
      case Running _ -> "running";
      case Draining _ -> "draining";
      case Soft _ -> "draining before a cold shutdown";
      case Interrupting _ -> "interrupting";
      case Closing _ -> "closing";
      case Closed _ -> "closed";
    };
  }

  /** When the state is over at the latest, by {@link System#nanoTime}; empty: no bound. */
  default OptionalLong until() {
    return OptionalLong.empty();
  }

  /**
   * The state that a cause leads to; this one where the cause means nothing to it.
   *
   * @param busy whether tasks run
   * @param now {@link System#nanoTime}
   */
  default Lifecycle next(Cause cause, boolean busy, long now, Limits limits) {
    return switch (this) {
      case Running _ ->
          switch (cause) {
            case WARM ->
                new Draining(
                    limits
                        .drain()
                        .map(time -> OptionalLong.of(now + time.toNanos()))
                        .orElse(OptionalLong.empty()));
            case COLD -> cold(busy, now, limits);
            case DONE -> new Closed();
            case IDLE, TIME -> this;
          };
      case Draining _ ->
          switch (cause) {
            case COLD, TIME -> cold(busy, now, limits);
            case IDLE -> closing(now);
            case WARM, DONE -> this;
          };
      case Soft soft ->
          switch (cause) {
            case COLD, TIME -> interrupting(now);
            case IDLE -> soft.whole() ? this : closing(now);
            case WARM, DONE -> this;
          };
      case Interrupting _ ->
          switch (cause) {
            case COLD, TIME, IDLE -> closing(now);
            case WARM, DONE -> this;
          };
      case Closing _ ->
          switch (cause) {
            case TIME, DONE -> new Closed();
            case WARM, COLD, IDLE -> this;
          };
      case Closed _ -> this;
    };
  }

  private static Lifecycle cold(boolean busy, long now, Limits limits) {
    return limits.soft().isPositive() && (busy || limits.softOnIdle())
        ? new Soft(now + limits.soft().toNanos(), limits.softOnIdle())
        : interrupting(now);
  }

  private static Lifecycle interrupting(long now) {
    return new Interrupting(now + Limits.INTERRUPTED.toNanos());
  }

  private static Lifecycle closing(long now) {
    return new Closing(now + Limits.CLOSING.toNanos());
  }
}
