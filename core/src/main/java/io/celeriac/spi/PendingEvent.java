package io.celeriac.spi;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that is still to be sent.
 *
 * @param hostname the node that it is about
 * @param type such as {@code task-received}
 * @param clock the logical clock at its moment
 * @param time its moment
 * @param fields what it tells beside the common fields
 * @param listed whether it travels in a list with others of its group
 */
record PendingEvent(
    String hostname,
    String type,
    long clock,
    Instant time,
    Map<String, @Nullable Object> fields,
    boolean listed) {

  /** Its group: the type up to the first dash. */
  String group() {
    return group(type);
  }

  static String group(String type) {
    int dash = type.indexOf('-');
    return dash < 0 ? type : type.substring(0, dash);
  }
}
