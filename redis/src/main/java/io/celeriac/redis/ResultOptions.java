package io.celeriac.redis;

import io.celeriac.spi.ChordTimes;
import io.celeriac.spi.Pauses;
import java.time.Duration;

/**
 * How results are kept.
 *
 * @param keys what their keys are called
 * @param expires how long they are kept; zero for ever
 * @param failureExpires how long failures are kept; zero for ever
 * @param chordTimes how long what belongs to a chord is kept
 * @param chordOrdered whether the parts of a chord are kept in the order of its header; else as
 *     they come
 * @param retries how often and when to try again while the server is away
 * @param healthCheck how often to see whether it is there
 */
record ResultOptions(
    ResultKeys keys,
    Duration expires,
    Duration failureExpires,
    ChordTimes chordTimes,
    boolean chordOrdered,
    Pauses retries,
    Duration healthCheck) {

  /** How long a document of a state is kept. */
  Duration expires(String status) {
    return status.equals("FAILURE") ? failureExpires : expires;
  }
}
