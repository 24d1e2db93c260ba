package io.celeriac.testing;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every result backend does, as tests. A backend's own test class extends this one and says
 * how to open it; where a backend differs by its nature, its {@link ResultTraits} say how. The ids
 * of each test are new ones, so that a store can be shared.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class ResultBackendContract
    implements StoringTests, WatchingTests, GroupTests, ChordCountingTests, ChordClaimTests {

  private @Nullable ResultFixture fixture;

  /**
   * Opens the backend under test. Called once or several times for each test; the backends of one
   * test must reach the same store, as several processes do. They are closed by the test.
   */
  protected abstract ResultBackend openBackend(ResultCodec codec);

  /** In what it differs from a backend that does everything: in nothing, unless overridden. */
  @Override
  public ResultTraits traits() {
    return ResultTraits.counting();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A backend that counts the parts of chords has to say how; nobody waits for seconds to pass.
   */
  @Override
  public void letClaimExpire(String groupId) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " does not say how a claim on a chord expires");
  }

  @Override
  public final ResultFixture fixture() {
    if (fixture == null) {
      throw new IllegalStateException("The fixture is there only while a test runs");
    }
    return fixture;
  }

  @BeforeEach
  final void openFixture() {
    fixture = new ResultFixture(this::openBackend);
  }

  @AfterEach
  final void closeFixture() {
    if (fixture != null) { // else opening it has aborted the test, for want of a server
      fixture.close();
    }
  }
}
