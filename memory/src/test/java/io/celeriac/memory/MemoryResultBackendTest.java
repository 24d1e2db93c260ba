package io.celeriac.memory;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.ResultBackendContract;
import io.celeriac.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The contract of every result backend. */
class MemoryResultBackendTest extends ResultBackendContract {
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    return new MemoryResultBackendProvider()
        .open(
            new ResultBackendConfig(
                List.of(BrokerUrl.parseBackend("memory://result-contract", "this test")),
                Settings.defaults(),
                codec,
                clock));
  }

  @Override
  public void letClaimExpire(String groupId) {
    clock.advance(Duration.ofMinutes(1));
  }
}
