package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that {@code multi} has started, as stock Celery sees them. */
@NeedsServer
@Tag("slow")
final class MultiServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final TestServers servers = TestServers.ofEnvironment();
  private final String name = "multi-" + UUID.randomUUID();

  private CommandRun multi(String command) {
    List<String> words = new ArrayList<>(List.of("-A", SampleApps.Method.class.getName()));
    words.addAll(List.of("-b", servers.redisUrl(), "multi", command, "2"));
    words.addAll(List.of("--range-prefix=" + name + "-", "--hostname=here", "-Q", name));
    words.addAll(List.of("--pidfile=%n.pid", "--logfile=%n.log", "--nosplash"));
    return CommandRun.of(directory, words.toArray(String[]::new));
  }

  private String ping() throws Exception {
    Process process =
        new ProcessBuilder(
                servers.python().toString(),
                "-m",
                "celery",
                "-b",
                servers.redisUrl(),
                "inspect",
                "ping",
                "-t",
                "2",
                "-d",
                name + "-1@here," + name + "-2@here")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + "\n" + output;
  }

  @Test
  void stock_inspect_ping_reaches_them_until_they_are_stopped() throws Exception {
    try {
      CommandRun start = multi("start");
      assertThat(start.status()).as(start.output()).isZero();

      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(ping())
                  .contains(name + "-1@here: OK", name + "-2@here: OK", "2 nodes online"));

      assertThat(multi("stopwait").output()).contains("> " + name + "-2@here: DOWN");
      assertThat(ping()).startsWith("69\n");
    } finally {
      multi("kill");
    }
  }
}
