package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Worker;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect}, {@code control} and {@code status}, as Celery's print. */
class RemoteCommandsTest {

  @TempDir Path directory;
  private final String broker = "memory://" + UUID.randomUUID();
  private final Celery app = Celery.named("shop").broker(broker).build();
  private final Worker worker = app.worker().hostname("w1@here").concurrency(2).start();

  @AfterEach
  void close() {
    worker.close();
    app.close();
  }

  private CommandRun run(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "-b";
    all[1] = broker;
    System.arraycopy(words, 0, all, 2, words.length);
    return CommandRun.of(directory, all);
  }

  @Test
  void answers_are_shown_as_celery_shows_them() {
    assertThat(run("status").output()).isEqualTo("->  w1@here: OK\n\n1 node online.\n");
    assertThat(run("inspect", "ping").output())
        .isEqualTo("->  w1@here: OK\n        pong\n\n1 node online.\n");
    assertThat(run("inspect", "active").output())
        .isEqualTo("->  w1@here: OK\n    - empty -\n\n1 node online.\n");
    assertThat(run("control", "revoke", "abc").output())
        .isEqualTo("->  w1@here: OK\n        tasks {'abc'} flagged as revoked\n");
    assertThat(run("inspect", "revoked").output())
        .isEqualTo("->  w1@here: OK\n    * abc\n\n1 node online.\n");
    assertThat(run("control", "rate_limit", "nowhere", "1/s"))
        .satisfies(ran -> {
          assertThat(ran.output()).isEqualTo("->  w1@here: ERROR\n        unknown task\n");
          assertThat(ran.status()).isZero();
        });
  }

  @Test
  void json_is_one_document_a_map_of_questions_and_a_list_of_commands() {
    assertThat(run("inspect", "-j", "ping").output())
        .isEqualTo("{\"w1@here\": {\"ok\": \"pong\"}}\n");
    assertThat(run("control", "-j", "pool_grow").output())
        .isEqualTo("[{\"w1@here\": {\"ok\": \"pool will grow\"}}]\n");
  }

  @Test
  void where_nobody_answers_the_exit_code_is_69() {
    CommandRun ran = run("inspect", "-d", "w2@here", "-t", "0.1", "ping");
    assertThat(ran.status()).isEqualTo(69);
    assertThat(ran.errors()).contains("No nodes replied within time constraint");
  }

  @Test
  void wrong_usage_is_told_before_anything_is_sent() {
    assertThat(run("inspect", "shutdown"))
        .satisfies(ran -> {
          assertThat(ran.status()).isEqualTo(2);
          assertThat(ran.errors())
              .contains("Command shutdown not recognized. Available inspect commands: active,");
        });
    assertThat(run("control", "pool_grow", "many").errors()).contains("'many' is no whole number");
    assertThat(run("control", "pool_grow", "1", "2").errors()).contains("[N=1]", "'2'");
    assertThat(run("control").errors()).contains("control --list");
  }

  @Test
  void the_commands_are_listed() {
    assertThat(run("control", "--list").output())
        .startsWith("Control Commands:\n  add_consumer <queue>")
        .contains("  shutdown                        Shutdown worker(s).\n");
    assertThat(run("inspect", "--list").output()).doesNotContain("hello");
  }
}
