package io.celeriac.beat;

import io.celeriac.protocol.IsoTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an entry's runs.
 *
 * @param lastRunAt when it ran last, or was new
 * @param totalRunCount how often it has run
 * @param pending the id of a run that has been decided on and may not have been sent; null when
 *     there is none
 */
record RunNote(Instant lastRunAt, long totalRunCount, @Nullable String pending) {

  /** Of an entry that is new. */
  static RunNote from(Instant now) {
    return new RunNote(now.truncatedTo(ChronoUnit.MICROS), 0, null);
  }

  /** After one more run. */
  RunNote ran(Instant now, @Nullable String id) {
    return new RunNote(now.truncatedTo(ChronoUnit.MICROS), totalRunCount + 1, id);
  }

  /** With the pending run sent. */
  RunNote sent() {
    return new RunNote(lastRunAt, totalRunCount, null);
  }

  /** Its members, as they are stored. */
  Map<String, @Nullable Object> form() {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("last_run_at", IsoTime.format(lastRunAt));
    form.put("total_run_count", totalRunCount);
    if (pending != null) {
      form.put("pending", pending);
    }
    return form;
  }

  /** As JSON: equal notes have equal texts. */
  String text() {
    return Json.text(form());
  }

  /**
   * Of the members as they are stored.
   *
   * @throws IllegalArgumentException when they are no such note
   */
  static RunNote of(Map<?, ?> form) {
    if (form.get("last_run_at") instanceof String time
        && form.get("total_run_count") instanceof Number count) {
      return new RunNote(
          IsoTime.parse(time),
          count.longValue(),
          form.get("pending") instanceof String id ? id : null);
    }
    throw new IllegalArgumentException(
        form + " is no note of runs; expected last_run_at and total_run_count");
  }

  /** Of the JSON of {@link #text}. */
  static RunNote of(String text) {
    return of(Json.object(text));
  }
}
