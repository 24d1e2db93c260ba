package io.celeriac.redis;

import java.time.Duration;

/**
 * How results are kept.
 *
 * @param prefix what stands before a task's id in its key
 * @param expires how long they are kept; zero for ever
 * @param failureExpires how long failures are kept; zero for ever
 * @param retries how often and when to try again while the server is away
 * @param healthCheck how often to see whether it is there
 */
record ResultOptions(
    String prefix,
    Duration expires,
    Duration failureExpires,
    Pauses retries,
    Duration healthCheck) {
  private static final String KEY = "celery-task-meta-";

  /** The prefix of keys with kombu's option {@code global_keyprefix}. */
  static String prefix(String globalKeyprefix) {
    if (globalKeyprefix.isEmpty()) {
      return KEY;
    }
    char last = globalKeyprefix.charAt(globalKeyprefix.length() - 1);
    return globalKeyprefix + (":_-.".indexOf(last) < 0 ? "_" : "") + KEY;
  }

  /** The key of a task, which is also the name of its channel. */
  String key(String taskId) {
    return prefix + taskId;
  }

  /** How long a document of a state is kept. */
  Duration expires(String status) {
    return status.equals("FAILURE") ? failureExpires : expires;
  }
}
