package io.celeriac;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The setting {@code task_annotations}: options of tasks by name, or of all by {@code *}, that take
 * the place of what their definitions say. Immutable.
 */
final class TaskAnnotations {

  /** An option by the name that Celery's tasks have for it. */
  private record Option<T>(SettingType<T> type, BiConsumer<TaskOptions.Builder, T> setter) {

    boolean read(Object value, TaskOptions.Builder options) {
      return type.read(value)
          .map(each -> {
            setter.accept(options, each);
            return true;
          })
          .orElse(false);
    }
  }

  private static final Map<String, Option<?>> OPTIONS =
      Map.ofEntries(
          Map.entry("queue", text(TaskOptions.Builder::queue)),
          Map.entry("exchange", text(TaskOptions.Builder::exchange)),
          Map.entry("routing_key", text(TaskOptions.Builder::routingKey)),
          Map.entry("priority", number(TaskOptions.Builder::priority)),
          Map.entry("serializer", text(TaskOptions.Builder::serializer)),
          Map.entry("compression", text(TaskOptions.Builder::compression)),
          Map.entry("expires", time(TaskOptions.Builder::expires)),
          Map.entry("ignore_result", truth(TaskOptions.Builder::ignoreResult)),
          Map.entry(
              "store_errors_even_if_ignored", truth(TaskOptions.Builder::storeErrorsEvenIfIgnored)),
          Map.entry("track_started", truth(TaskOptions.Builder::trackStarted)),
          Map.entry("trail", truth(TaskOptions.Builder::trail)),
          Map.entry("acks_late", truth(TaskOptions.Builder::acksLate)),
          Map.entry("acks_on_failure", truth(TaskOptions.Builder::acksOnFailure)),
          Map.entry("acks_on_timeout", truth(TaskOptions.Builder::acksOnTimeout)),
          Map.entry(
              "acks_on_failure_or_timeout", truth(TaskOptions.Builder::acksOnFailureOrTimeout)),
          Map.entry("reject_on_worker_lost", truth(TaskOptions.Builder::rejectOnWorkerLost)),
          Map.entry("max_retries", number(TaskOptions.Builder::maxRetries)),
          Map.entry("default_retry_delay", time(TaskOptions.Builder::defaultRetryDelay)),
          Map.entry("time_limit", time(TaskOptions.Builder::timeLimit)),
          Map.entry("soft_time_limit", time(TaskOptions.Builder::softTimeLimit)),
          Map.entry("rate_limit", text(TaskOptions.Builder::rateLimit)));

  private final Map<String, Map<?, ?>> byTask;
  private final String origin;

  private TaskAnnotations(Map<String, Map<?, ?>> byTask, String origin) {
    this.byTask = byTask;
    this.origin = origin;
  }

  /**
   * Those of some settings.
   *
   * @throws SettingException when there is no such option, or it cannot have that value
   */
  static TaskAnnotations of(Settings settings) {
    String origin = settings.origin(Setting.TASK_ANNOTATIONS);
    Map<String, Map<?, ?>> byTask = new LinkedHashMap<>();
    settings.find(Setting.TASK_ANNOTATIONS).ifPresent(value -> gather(value, origin, byTask));
    TaskAnnotations annotations = new TaskAnnotations(byTask, origin);
    byTask.keySet().forEach(task -> annotations.read(task, TaskOptions.builder()));
    return annotations;
  }

  private static void gather(Object value, String origin, Map<String, Map<?, ?>> byTask) {
    switch (value) {
      case List<?> several -> several.forEach(each -> gather(each, origin, byTask));
      case Map<?, ?> tasks ->
          tasks.forEach((task, options) -> {
            if (!(options instanceof Map<?, ?> named)) {
              throw new SettingException(
                  "task_annotations (%s) has '%s' for %s; it would be a map of options, such as {rate_limit: 10/s}"
                      .formatted(origin, options, task));
            }
            Map<Object, Object> all = new LinkedHashMap<>();
            all.putAll(byTask.getOrDefault(String.valueOf(task), Map.of()));
            all.putAll(named);
            byTask.put(String.valueOf(task), all);
          });
      default ->
          throw new SettingException(
              "task_annotations (%s) is '%s'; it would be a map of task names to options"
                  .formatted(origin, value));
    }
  }

  /** The options of a task under these. */
  TaskOptions on(String task, TaskOptions options) {
    if (!byTask.containsKey("*") && !byTask.containsKey(task)) {
      return options;
    }
    TaskOptions.Builder builder = options.toBuilder();
    read("*", builder);
    read(task, builder);
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "task_annotations (%s) of %s: %s".formatted(origin, task, e.getMessage()));
    }
  }

  private void read(String task, TaskOptions.Builder builder) {
    byTask
        .getOrDefault(task, Map.of())
        .forEach((name, value) -> {
          try {
            if (!known(task, name).read(value, builder)) {
              throw new IllegalArgumentException("it would be " + known(task, name).type().form());
            }
          } catch (IllegalArgumentException e) {
            throw new SettingException(
                "task_annotations (%s) has %s of '%s' for %s: %s"
                    .formatted(origin, name, value, task, e.getMessage()));
          }
        });
  }

  private Option<?> known(String task, @Nullable Object name) {
    Option<?> option = OPTIONS.get(String.valueOf(name));
    if (option == null) {
      throw new SettingException(
          "task_annotations (%s) has '%s' for %s, which is no option of a task; there are %s"
              .formatted(origin, name, task, String.join(", ", new TreeSet<>(OPTIONS.keySet()))));
    }
    return option;
  }

  private static Option<String> text(BiConsumer<TaskOptions.Builder, String> setter) {
    return new Option<>(SettingType.STRING, setter);
  }

  private static Option<Integer> number(BiConsumer<TaskOptions.Builder, Integer> setter) {
    return new Option<>(SettingType.INTEGER, setter);
  }

  private static Option<Duration> time(BiConsumer<TaskOptions.Builder, Duration> setter) {
    return new Option<>(SettingType.SECONDS, setter);
  }

  private static Option<Boolean> truth(BiConsumer<TaskOptions.Builder, Boolean> setter) {
    return new Option<>(SettingType.BOOLEAN, setter);
  }
}
