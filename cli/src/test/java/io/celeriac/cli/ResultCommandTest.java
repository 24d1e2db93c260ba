package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.Worker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultCommandTest {

  @TempDir Path directory;

  private CommandRun result(String... options) {
    String[] all = new String[options.length + 5];
    System.arraycopy(
        new String[] {"-b", "memory://results", "--result-backend", "memory://results", "result"},
        0,
        all,
        0,
        5);
    System.arraycopy(options, 0, all, 5, options.length);
    return CommandRun.of(directory, all);
  }

  @Test
  void a_result_is_printed_as_soon_as_it_is_there() throws Exception {
    try (Celery app = SampleApps.shop("results");
        Worker worker = app.worker().start()) {
      assertThat(worker.hostname()).isNotEmpty();
      AsyncResult<Integer> sum = app.send(Signature.of("shop.add", Integer.class, 2, 3));

      assertThat(result(sum.id()).output()).isEqualTo("5\n");
      assertThat(result(sum.id(), "--json").output())
          .contains("\"state\": \"SUCCESS\"", "\"result\": 5", "\"error\": null");
      assertThat(result(sum.id(), "--traceback").output()).isEqualTo("None\n");
    }
  }

  @Test
  void a_failure_is_told_and_ends_the_command_with_1() throws Exception {
    try (Celery app = SampleApps.shop("results");
        Worker worker = app.worker().start()) {
      assertThat(worker.hostname()).isNotEmpty();
      AsyncResult<Object> failed = app.send(Signature.of("shop.fail", Object.class));
      assertThat(failed.await(Duration.ofSeconds(30)).failure()).isPresent();

      CommandRun run = result(failed.id());

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.errors()).contains("ValueError: sold out");
      assertThat(result(failed.id(), "--traceback").output()).contains("sold out");
      assertThat(result(failed.id(), "--json").output())
          .contains("\"state\": \"FAILURE\"", "sold out");
    }
  }

  @Test
  void who_waits_in_vain_is_told_so() {
    CommandRun run = result("no-such-id", "--timeout", "0.05");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors()).contains("no-such-id has not ended", "PENDING");
  }
}
