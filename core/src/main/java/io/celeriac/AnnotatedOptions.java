package io.celeriac;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Reads the options that a {@link Task} annotation gives. */
final class AnnotatedOptions {

  private final TaskOptions.Builder builder = TaskOptions.builder();

  private AnnotatedOptions() {}

  /**
   * The options of an annotation.
   *
   * @throws IllegalArgumentException naming the attribute that has a value it cannot have
   */
  static TaskOptions of(Task task) {
    return new AnnotatedOptions().read(task);
  }

  private TaskOptions read(Task task) {
    text(task.queue(), builder::queue);
    text(task.exchange(), builder::exchange);
    text(task.routingKey(), builder::routingKey);
    number("priority", task.priority(), builder::priority);
    text(task.serializer(), builder::serializer);
    text(task.compression(), builder::compression);
    duration("expires", task.expires(), builder::expires);
    flag("ignoreResult", task.ignoreResult(), builder::ignoreResult);
    flag(
        "storeErrorsEvenIfIgnored",
        task.storeErrorsEvenIfIgnored(),
        builder::storeErrorsEvenIfIgnored);
    flag("trackStarted", task.trackStarted(), builder::trackStarted);
    flag("trail", task.trail(), builder::trail);
    flag("sendEvents", task.sendEvents(), builder::sendEvents);
    flag("acksLate", task.acksLate(), builder::acksLate);
    flag("acksOnFailure", task.acksOnFailure(), builder::acksOnFailure);
    flag("acksOnTimeout", task.acksOnTimeout(), builder::acksOnTimeout);
    flag("acksOnFailureOrTimeout", task.acksOnFailureOrTimeout(), builder::acksOnFailureOrTimeout);
    flag("rejectOnWorkerLost", task.rejectOnWorkerLost(), builder::rejectOnWorkerLost);
    flag("retryOnWorkerLost", task.retryOnWorkerLost(), builder::retryOnWorkerLost);
    number("maxRetries", task.maxRetries(), builder::maxRetries);
    duration("defaultRetryDelay", task.defaultRetryDelay(), builder::defaultRetryDelay);
    builder.autoretryFor(task.autoretryFor()).dontAutoretryFor(task.dontAutoretryFor());
    backoff(task);
    duration("timeLimit", task.timeLimit(), builder::timeLimit);
    duration("softTimeLimit", task.softTimeLimit(), builder::softTimeLimit);
    duration("timeout", task.timeout(), builder::timeout);
    text(task.rateLimit(), builder::rateLimit);
    return builder.build();
  }

  private static void text(String value, Consumer<String> option) {
    if (!value.isBlank()) {
      option.accept(value);
    }
  }

  private static void duration(String attribute, String value, Consumer<Duration> option) {
    if (!value.isEmpty()) {
      try {
        option.accept(Durations.parse(value));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(attribute + ": " + e.getMessage(), e);
      }
    }
  }

  private static void flag(String attribute, boolean[] values, Consumer<Boolean> option) {
    checkSingle(attribute, values.length);
    if (values.length == 1) {
      option.accept(values[0]);
    }
  }

  private static void number(String attribute, int[] values, IntConsumer option) {
    checkSingle(attribute, values.length);
    if (values.length == 1) {
      option.accept(values[0]);
    }
  }

  private static void checkSingle(String attribute, int count) {
    if (count > 1) {
      throw new IllegalArgumentException(attribute + " has " + count + " values; give one");
    }
  }

  private void backoff(Task task) {
    checkSingle("retryJitter", task.retryJitter().length);
    if (task.retryBackoff().isEmpty()) {
      return;
    }
    Backoff backoff;
    try {
      backoff = Backoff.parse(task.retryBackoff());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("retryBackoff: " + e.getMessage(), e);
    }
    boolean jitter = task.retryJitter().length == 0 || task.retryJitter()[0];
    builder.retryBackoff(jitter ? backoff : backoff.withoutJitter());
  }
}
