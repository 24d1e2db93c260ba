package io.celeriac.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tests of the harness, which is written in Python: what it makes of figures. */
@NeedsServer
final class HarnessTest {

  @Test
  void the_harness_passes_its_own_tests() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    TestServers.ofEnvironment().python().toString(),
                    "-m",
                    "unittest",
                    "discover",
                    "tests"))
            .redirectErrorStream(true);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process tests = builder.start();
    String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tests.waitFor()).as(output).isZero();
    assertThat(output).containsPattern("Ran [1-9]\\d* tests");
  }
}
