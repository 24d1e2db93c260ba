package io.celeriac.testing;

/**
 * In what result backends differ by their nature, so that one contract can say for each of them
 * what is to be seen. Starts from {@link #counting}; the {@code with…} methods return copies. Tests
 * of what a backend does not have by its traits are reported as skipped.
 *
 * @param chords how it brings a chord's header together
 * @param keepsGroups whether it can save groups
 */
public record ResultTraits(Chords chords, boolean keepsGroups) {

  /** The kinds of {@link io.celeriac.spi.ChordSupport}. */
  public enum Chords {
    /** It counts the parts itself. */
    COUNTED,
    /** A task looks again and again whether all are ready. */
    POLLED,
    /** It cannot. */
    REFUSED
  }

  /** A backend that counts the parts of chords and keeps groups, as Redis does. */
  public static ResultTraits counting() {
    return new ResultTraits(Chords.COUNTED, true);
  }

  /** The same for a backend that brings chords together in another way. */
  public ResultTraits withChords(Chords other) {
    return new ResultTraits(other, keepsGroups);
  }

  /** The same for a backend that cannot save groups. */
  public ResultTraits withoutGroups() {
    return new ResultTraits(chords, false);
  }
}
