package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What became of an incoming message: a task to run, a task that nobody here knows, or nothing that
 * could run. There is no fourth outcome, and decoding never throws.
 */
public sealed interface Decoded {

  /**
   * A call of a registered task.
   *
   * @param message the call
   * @param protocol the task protocol that carried it, 1 or 2
   */
  record Task(TaskMessage message, int protocol) implements Decoded {}

  /**
   * A call of a task that is not registered. To be rejected, and recorded as a failure. The body of
   * a protocol 2 message was not looked at.
   */
  record UnknownTask(String name, String id, TaskHeaders headers) implements Decoded {}

  /**
   * A message that cannot be run.
   *
   * @param reaction what to do with the delivery
   * @param reason what is wrong with it
   * @param task the task's name, as far as it could be read
   * @param id the task's id, as far as it could be read
   */
  record Malformed(Reaction reaction, String reason, @Nullable String task, @Nullable String id)
      implements Decoded {}
}
