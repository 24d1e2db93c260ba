package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.TaskDefinition;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits of tasks, by name: from their options, else {@code task_default_rate_limit}, and
 * changed at run time. Tasks of other names never wait for those of a limited one.
 */
final class RateLimits {

  private final Timer timer;
  private final LongSupplier nanos;
  private final Consumer<Execution> next;
  private final boolean disabled;
  private final Map<String, RateGate> gates = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  /**
   * The limits of these tasks.
   *
   * @param nanos the monotonic clock that the timer goes by
   * @param next where tasks go that may start
   */
  RateLimits(
      Settings settings,
      Collection<TaskDefinition<?>> tasks,
      Timer timer,
      LongSupplier nanos,
      Consumer<Execution> next) {
    this.timer = timer;
    this.nanos = nanos;
    this.next = next;
    this.disabled = settings.get(Setting.WORKER_DISABLE_RATE_LIMITS);
    for (TaskDefinition<?> task : tasks) {
      task.options()
          .rateLimit()
          .or(() -> settings.find(Setting.TASK_DEFAULT_RATE_LIMIT))
          .ifPresent(text -> limit(task.name(), text, Rate.of(text)));
    }
  }

  /** Passes a task on as soon as its limit allows. */
  void submit(Execution execution) {
    RateGate gate = gates.isEmpty() ? null : gates.get(execution.task().name());
    if (gate == null) {
      next.accept(execution);
    } else {
      gate.add(execution);
    }
  }

  /**
   * Sets the limit of a task.
   *
   * @throws PythonError when it is no rate
   */
  void change(String task, @Nullable Object rate) {
    limit(task, rate, Rate.of(rate));
  }

  private void limit(String task, @Nullable Object given, Rate rate) {
    if (given == null) {
      texts.remove(task);
    } else {
      texts.put(task, String.valueOf(given));
    }
    if (!disabled) {
      gates.computeIfAbsent(task, _ -> new RateGate(timer, nanos, next)).limit(rate);
    }
  }

  /** The limit of a task as it was given. */
  Optional<String> text(String task) {
    return Optional.ofNullable(texts.get(task));
  }
}
