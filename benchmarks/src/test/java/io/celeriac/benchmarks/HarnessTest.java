package io.celeriac.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tests of the harness, which is written in Python: what it makes of figures. */
@NeedsServer
final class HarnessTest {

  @Test
  void the_harness_passes_its_own_tests() throws InterruptedException {
    String python = TestServers.ofEnvironment().python().toString();
    try (ChildProcess tests =
        new ChildProcess(
            List.of(python, "-m", "unittest", "discover", "tests"),
            Map.of("PYTHONDONTWRITEBYTECODE", "1"))) {
      assertThat(tests.awaitEnd(Duration.ofMinutes(1))).as(tests::output).isZero();
      assertThat(tests.output()).containsPattern("Ran [1-9]\\d* tests");
    }
  }
}
