package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import org.assertj.core.api.InstanceOfAssertFactories;

/** What each part of {@link ResultBackendContract} is given. */
interface ResultTests {

  /** The fixture of the running test. */
  ResultFixture fixture();

  /** In what the backend under test differs from others. */
  ResultTraits traits();

  /** Lets the claim on a chord expire, as if its time were up. */
  void letClaimExpire(String groupId);

  /** Where the worker's backend counts the parts of chords. */
  default ChordStore chords() {
    return chords(fixture().worker());
  }

  /** Where a backend counts the parts of chords; skips the test when by its traits it does not. */
  default ChordStore chords(ResultBackend backend) {
    assumeTrue(
        traits().chords() == ResultTraits.Chords.COUNTED,
        () -> "By its traits this backend does not count the parts of chords: " + traits());
    return assertThat(backend.chords())
        .asInstanceOf(InstanceOfAssertFactories.type(ChordSupport.Counted.class))
        .actual()
        .store();
  }
}
