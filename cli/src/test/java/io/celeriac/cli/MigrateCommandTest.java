package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MigrateCommandTest {

  private final String old = "memory://" + UUID.randomUUID();
  private final String other = "memory://" + UUID.randomUUID();
  private final Celery before = Celery.named("before").broker(old).build();
  private final Celery after = Celery.named("after").broker(other).build();

  @TempDir Path directory;

  @AfterEach
  void close() {
    before.close();
    after.close();
  }

  private String send(String task, String queue) {
    return before.send(Signature.of(task, Object.class).queue(queue)).id();
  }

  private CommandRun migrate(String... options) {
    String[] words = new String[options.length + 3];
    words[0] = "migrate";
    System.arraycopy(options, 0, words, 1, options.length);
    words[options.length + 1] = old;
    words[options.length + 2] = other;
    return CommandRun.of(directory, words);
  }

  @Test
  void tasks_are_copied_and_named_one_by_one() {
    String first = send("shop.add", "celery");
    String second = send("shop.mul", "celery");

    CommandRun run = migrate("-t", "0.05");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output().lines())
        .containsExactly(
            "Migrating task 1/2: shop.add[" + first + "]",
            "Migrating task 2/2: shop.mul[" + second + "]",
            "Copied 2 tasks.");
    assertThat(after.purge("celery")).isEqualTo(2);
    assertThat(before.purge("celery")).isEqualTo(2);
  }

  @Test
  void they_are_taken_away_where_that_is_wanted() {
    send("shop.add", "celery");

    assertThat(migrate("-a", "-q", "-t", "0.05").output()).isEqualTo("Moved 1 task.\n");

    assertThat(after.purge("celery")).isEqualTo(1);
    assertThat(before.purge("celery")).isZero();
  }

  @Test
  void queues_may_have_another_name_there() {
    send("shop.add", "one");
    send("shop.add", "two");
    send("shop.add", "three");

    CommandRun run = migrate("-a", "-Q", "one,two:second", "-t", "0.05", "--json");

    assertThat(run.output())
        .containsAnyOf("{\"one\": 1, \"second\": 1}", "{\"second\": 1, \"one\": 1}");
    assertThat(List.of(after.purge("one"), after.purge("second"), after.purge("two")))
        .containsExactly(1L, 1L, 0L);
    assertThat(before.purge("three")).isEqualTo(1);
  }

  @Test
  void tasks_are_chosen_by_name_and_others_stay() {
    send("shop.add", "celery");
    send("shop.mul", "celery");
    send("shop.sub", "celery");

    assertThat(migrate("-a", "-T", "shop.add,shop.sub", "-t", "0.05").output())
        .contains("shop.add", "shop.sub", "Moved 2 tasks.")
        .doesNotContain("shop.mul");

    assertThat(after.purge("celery")).isEqualTo(2);
    assertThat(before.purge("celery")).isEqualTo(1);
  }

  @Test
  void no_more_than_the_limit_leave() {
    for (int i = 0; i < 5; i++) {
      send("shop.add", "celery");
    }

    assertThat(migrate("-a", "-n", "3").output()).contains("3/5", "Moved 3 tasks.");

    assertThat(after.purge("celery")).isEqualTo(3);
    assertThat(before.purge("celery")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--limit=0, --limit is 0",
    "--timeout=soon, --timeout is 'soon'",
    "--queues=a:b:c, a:b:c",
    "--queues=:b, expected the name of a queue",
  })
  void wrong_options_are_refused(String option, String problem) {
    CommandRun run = migrate(option);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains(problem);
  }

  @Test
  void a_broker_that_is_none_is_refused() {
    CommandRun run = CommandRun.of(directory, "migrate", old, "gopher://host");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("gopher");
  }
}
