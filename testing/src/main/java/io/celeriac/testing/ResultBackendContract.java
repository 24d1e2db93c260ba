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
 * how to open it. The task ids of each test are new ones, so that a store can be shared.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class ResultBackendContract implements StoringTests, WatchingTests {

  private @Nullable ResultFixture fixture;

  /**
   * Opens the backend under test. Called once or several times for each test; the backends of one
   * test must reach the same store, as several processes do. They are closed by the test.
   */
  protected abstract ResultBackend openBackend(ResultCodec codec);

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
    fixture().close();
  }
}
