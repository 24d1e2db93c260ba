package io.celeriac.spi;

import io.celeriac.protocol.ResultTuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The right to join one chord, which exactly one worker holds at a time: whoever brought the last
 * part. It lasts a few seconds ({@code result_chord_join_timeout} twice), so that another can take
 * over from a worker that died with it. Failures to reach the store are {@link
 * io.celeriac.ResultBackendException}s.
 */
public interface ChordClaim {

  /** The header's results, where they were kept because some of them are groups themselves. */
  Optional<ResultTuple> header();

  /** The parts in the order of the header. */
  List<ChordPart> parts();

  /**
   * Holds on for as long as sending the body may take; called just before it is sent.
   *
   * @return false when the claim has been lost to another, and the body must not be sent
   */
  boolean extend(Duration sending);

  /** The body has been sent: the parts are deleted, and late copies of them start nothing. */
  void done();

  /** The chord has failed: late copies of a part do not fail it again. The parts stay. */
  void failed();
}
