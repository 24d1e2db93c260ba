package io.celeriac.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of the table in docs/guarantees.md.
 *
 * @param delivery what is promised
 * @param lostWhen when something is lost all the same
 * @param duplicatedWhen when something is done twice
 */
record GuaranteeRow(String delivery, String lostWhen, String duplicatedWhen) {

  static final GuaranteeRow NO_CONFIRMS =
      new GuaranteeRow(
          "none when it is sent",
          "the broker restarts, has an alarm or refuses the message",
          "a send is repeated after an error");
  static final GuaranteeRow IN_ONE_PROCESS =
      new GuaranteeRow(
          "none beyond the process", "the process with the broker ends", "never but by a retry");
  static final GuaranteeRow EARLY =
      new GuaranteeRow(
          "at most once after the start",
          "the worker crashes, is killed or hits a hard limit while it runs",
          "a send is repeated after a confirm was lost");
  static final GuaranteeRow LATE =
      new GuaranteeRow(
          "at least once",
          "the broker loses its disk, or a majority of its nodes",
          "a worker or the broker crashes, the network parts them, a lease ends while a worker is"
              + " paused");
  static final GuaranteeRow LATE_WITHIN_A_WINDOW =
      new GuaranteeRow(
          "at least once, but for the last second before the broker's host goes down",
          "the broker's host goes down, or the broker loses its disk",
          LATE.duplicatedWhen());
  static final GuaranteeRow LATE_ON_A_BROKER_THAT_FORGETS =
      new GuaranteeRow(
          "at least once while the broker is up",
          "the broker ends, or deletes what waits (see below)",
          LATE.duplicatedWhen());

  /** The same where tasks that have succeeded are not run again. */
  GuaranteeRow deduplicated() {
    return new GuaranteeRow(
        delivery.replace("at least once", "effectively once for what has succeeded"),
        lostWhen,
        "a crash between what a task does and the note that it has succeeded");
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("delivery", delivery);
    document.put("lost_when", lostWhen);
    document.put("duplicated_when", duplicatedWhen);
    return document;
  }
}
