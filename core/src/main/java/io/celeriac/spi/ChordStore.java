package io.celeriac.spi;

import io.celeriac.protocol.ResultTuple;
import java.util.Optional;

/**
 * Where a result backend counts the parts of chords. Every Celery of the cluster, in whatever
 * language, counts in the same place by the same rules: docs/protocol/results.md, section 7.
 * Thread-safe. Failures to reach the store are {@link io.celeriac.ResultBackendException}s.
 */
public interface ChordStore {

  /**
   * Keeps the results of a header of which some are groups themselves, so that the body gets them
   * nested as they were; called before the header's messages go out.
   */
  void saveHeader(ResultTuple header);

  /**
   * Says how many parts a chord has; called just before the last message of the header goes out. A
   * chord that was done before with the same id starts over.
   */
  void size(String groupId, int size);

  /** Makes a running chord wait for more parts. */
  void add(String groupId, int parts);

  /**
   * Records a part. The same task reporting twice counts once.
   *
   * @return the claim, when this part was the last one and the caller is to join the chord
   */
  Optional<ChordClaim> part(ChordPart part);
}
