package io.celeriac.memory;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.ResultBackendContract;
import java.time.Clock;
import java.util.List;

/** The contract of every result backend. */
class MemoryResultBackendTest extends ResultBackendContract {

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    return new MemoryResultBackendProvider()
        .open(
            new ResultBackendConfig(
                List.of(BrokerUrl.parseBackend("memory://result-contract", "this test")),
                Settings.defaults(),
                codec,
                Clock.systemUTC()));
  }
}
