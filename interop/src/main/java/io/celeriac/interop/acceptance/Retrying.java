package io.celeriac.interop.acceptance;

import static io.celeriac.interop.acceptance.Plain.TASKS;
import static io.celeriac.interop.acceptance.Plain.seconds;

import io.celeriac.Arguments;
import io.celeriac.Retry;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tasks that are retried. */
final class Retrying {

  private static final int ATTEMPTS = 3;

  /** How often {@link #retry} has been tried, over all its calls. */
  private final AtomicInteger attempts = new AtomicInteger();

  @Task(value = TASKS + "retry", defaultRetryDelay = "1s")
  Object retry(@Nullable Object return_value) {
    if (return_value != null && attempts.get() == ATTEMPTS) {
      attempts.set(0);
      return return_value;
    }
    if (return_value != null) {
      attempts.incrementAndGet();
    }
    throw Retry.in(Duration.ofSeconds(5)).because(PythonError.expected());
  }

  @Task(value = TASKS + "retry_unpickleable", defaultRetryDelay = "1s")
  void retryUnpickleable(String foo, String bar, Map<String, Object> retry_kwargs) {
    Retry retry =
        retry_kwargs.get("countdown") instanceof Number countdown
            ? Retry.in(seconds(countdown.doubleValue()))
            : Retry.later();
    if (retry_kwargs.get("max_retries") instanceof Number limit) {
      retry = retry.maxRetries(limit.intValue());
    }
    throw retry.because(PythonError.unpickleable(foo));
  }

  @Task(value = TASKS + "retry_with_args_after_kwargs", maxRetries = 1)
  Map<String, @Nullable Object> retryWithArgsAfterKwargs(
      TaskContext task, long foo, long bar, @Nullable String label) {
    if (task.request().retries() == 0) {
      throw Retry.in(Duration.ZERO).args(foo + 1, bar + 1);
    }
    Map<String, @Nullable Object> seen = new LinkedHashMap<>();
    seen.put("foo", foo);
    seen.put("bar", bar);
    seen.put("label", label);
    seen.put("retries", task.request().retries());
    seen.put("is_eager", false);
    return seen;
  }

  @Task(value = TASKS + "retry_with_kwargs_after_args", maxRetries = 1)
  Map<String, @Nullable Object> retryWithKwargsAfterArgs(TaskContext task, long foo, long bar) {
    if (task.request().retries() == 0) {
      throw Retry.in(Duration.ZERO).kwargs(Map.of("foo", foo + 1));
    }
    Map<String, @Nullable Object> seen = new LinkedHashMap<>();
    seen.put("foo", foo);
    seen.put("bar", bar);
    seen.put("retries", task.request().retries());
    seen.put("is_eager", false);
    return seen;
  }

  @Task(value = TASKS + "retry_once_ignore_result", ignoreResult = true)
  int retryOnceIgnoreResult(TaskContext task) {
    return retriedAtOnce(task);
  }

  @Task(value = TASKS + "retry_once_with_result", ignoreResult = false)
  int retryOnceWithResult(TaskContext task) {
    return retriedAtOnce(task);
  }

  private static int retriedAtOnce(TaskContext task) {
    if (task.request().retries() == 0) {
      throw Retry.in(Duration.ZERO);
    }
    return task.request().retries();
  }

  @Task(
      value = "auto_retry_class_task",
      autoretryFor = IllegalArgumentException.class,
      maxRetries = 1,
      retryBackoff = "1s..10m")
  int autoRetryClassTask(TaskContext task) {
    if (task.request().retries() == 0) {
      throw new IllegalArgumentException(); // ValueError() for Python
    }
    return task.request().retries();
  }

  /** Those whose keyword arguments come after any number of positional ones, as in no method. */
  static List<TaskDefinition<?>> withKeywordsOnly() {
    return List.of(
        once("retry_once", "null", task -> task.request().retries()),
        once("retry_once_priority", "60.0", task -> task.request().priority().orElse(null)),
        once(
            "retry_once_headers",
            "null",
            task -> task.request().headers().isEmpty() ? null : task.request().headers()),
        TaskDefinition.named(TASKS + "sleeping", Object.class)
            .parameter(TaskParameter.required("i", double.class))
            .parameter(TaskParameter.restByName("any", Object.class))
            .handler((task, arguments) -> {
              task.sleep(seconds(arguments.doubleAt(0)));
              return null;
            }));
  }

  private static TaskDefinition<Object> once(
      String name, String expires, Function<TaskContext, @Nullable Object> afterwards) {
    return TaskDefinition.named(TASKS + name, Object.class)
        .parameter(TaskParameter.rest("args", Object.class))
        .parameter(TaskParameter.nullable("expires", Double.class, expires))
        .parameter(TaskParameter.defaulted("max_retries", int.class, "1"))
        .parameter(TaskParameter.nullable("countdown", Double.class, "0.1"))
        .options(TaskOptions.builder().maxRetries(1).build())
        .bound()
        .handler((task, arguments) -> {
          if (task.request().retries() > 0) {
            return afterwards.apply(task);
          }
          throw again(arguments);
        });
  }

  private static Retry again(Arguments arguments) {
    Retry retry =
        arguments.at(3) instanceof Double countdown ? Retry.in(seconds(countdown)) : Retry.later();
    retry = retry.maxRetries(arguments.intAt(2));
    return arguments.at(1) instanceof Double expires ? retry.expires(seconds(expires)) : retry;
  }
}
