package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Celery;
import io.celeriac.DeadLetter;
import io.celeriac.SettingException;
import io.celeriac.Signature;
import io.celeriac.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of tasks that no worker knows. */
final class DeadCommandTest {

  private final String broker = "memory://" + UUID.randomUUID();
  private final Celery app = Celery.named("dead").broker(broker).build();
  private List<DeadLetter> letters = List.of();

  @TempDir Path directory;

  @BeforeEach
  void letUnknownTasksArrive() throws InterruptedException {
    var one = app.send(Signature.of("shop.pay", Object.class, 1).kwarg("amount", 5));
    var other = app.send(Signature.of("shop.ship", Object.class).queue("slow"));
    assertThat(one.id()).isNotEqualTo(other.id());
    try (Worker worker =
        app.worker().queues("celery", "slow").hostname("w@test").concurrency(1).start()) {
      Awaitility.await().until(() -> app.deadLetters().count() == 2);
      assertThat(worker.concurrency()).isEqualTo(1);
    }
    letters = app.deadLetters().list(10);
  }

  @AfterEach
  void close() {
    app.close();
  }

  private CommandRun dead(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-b", broker, "dead"));
    all.addAll(List.of(arguments));
    return CommandRun.of(directory, all.toArray(String[]::new));
  }

  private DeadLetter of(String task) {
    return letters.stream()
        .filter(letter -> task.equals(letter.death().task()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void they_are_listed_with_reason_task_queue_and_worker() {
    CommandRun run = dead("list");
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("KEY ")
        .contains("REASON", "TASK", "ID", "QUEUE", "WHEN", "WORKER", "TRIES");
    assertThat(run.output())
        .contains("unknown-task  shop.pay ", of("shop.pay").key().substring(0, 8), "w@test");
    assertThat(dead("list", "-Q", "slow").output()).contains("shop.ship").doesNotContain("pay");
    assertThat(dead("list", "-r", "malformed").output()).isEqualTo("There are no dead letters.\n");
    assertThat(dead("list", "-T", "shop.pay", "--json").output())
        .startsWith("[{\"key\": \"" + of("shop.pay").key() + "\", \"reason\": \"unknown-task\"")
        .contains("\"queue\": \"celery\"", "\"attempts\": 1", "\"worker\": \"w@test\"");
  }

  @Test
  void one_is_shown_with_its_arguments() {
    String key = of("shop.pay").key();
    CommandRun run = dead("show", key.substring(0, 8));
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output())
        .containsPattern("key +" + key)
        .containsPattern("detail +no task 'shop.pay' is registered")
        .containsPattern("args +\\[1]")
        .containsPattern("kwargs +\\{\"amount\": 5}");
    assertThat(dead("show", "--json", String.valueOf(of("shop.ship").death().id())).output())
        .contains("\"task\": \"shop.ship\"", "\"args\": []");
    assertThat(dead("show", "nowhere").status()).isEqualTo(2);
    assertThat(dead("show", "abc").errors()).contains("'abc' is too short for a key");
  }

  @Test
  void what_a_peer_wrote_steers_no_terminal_and_forges_no_line() throws InterruptedException {
    String hostile = "pay\u001b[2J\u202e\nforged";
    var call = app.send(Signature.of(hostile, Object.class, hostile).kwarg(hostile, hostile));
    try (Worker worker = app.worker().hostname("w@test").concurrency(1).start()) {
      Awaitility.await().until(() -> app.deadLetters().count() == 3);
      assertThat(worker.concurrency()).isEqualTo(1);
    }
    for (CommandRun run :
        List.of(
            dead("list"),
            dead("list", "--json"),
            dead("show", call.id()),
            dead("show", "--json", call.id()))) {
      assertThat(run.status()).as(run.errors()).isZero();
      assertThat(run.output()).contains("pay\\u001b[2J\\u202e\\nforged");
      assertThat(run.output().codePoints())
          .allMatch(c ->
              c == '\n'
                  || !(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
    }
  }

  @Test
  void they_are_put_back_where_they_came_from() throws InterruptedException {
    assertThat(dead("replay", "--queue", "slow").output()).isEqualTo("Replayed 1 dead letter.\n");
    assertThat(app.deadLetters().list(10)).containsExactly(of("shop.pay"));
    assertThat(app.purge("slow")).isEqualTo(1);
    assertThat(dead("replay", "--all", "--json").output()).isEqualTo("{\"replayed\": 1}\n");
    assertThat(app.purge("celery")).isEqualTo(1);
    assertThat(app.deadLetters().count()).isZero();
  }

  @Test
  void nothing_is_put_back_that_was_not_named() {
    CommandRun run = dead("replay");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("Which ones?");
    assertThat(dead("replay", "nowhere").status()).isEqualTo(2);
    assertThat(dead("replay", "-r", "bad").errors())
        .contains("--reason is bad; expected one of malformed, unknown-task");
    assertThat(app.deadLetters().count()).isEqualTo(2);
  }

  @Test
  void they_are_deleted_when_a_person_agrees() {
    CommandRun declined = CommandRun.typing("n\n", directory, "-b", broker, "dead", "purge");
    assertThat(declined.status()).isEqualTo(1);
    assertThat(declined.errors()).contains("This will delete all dead letters.", "Aborted!");
    assertThat(app.deadLetters().count()).isEqualTo(2);
    assertThat(dead("purge", "-f", "-T", "shop.pay").output())
        .isEqualTo("Deleted 1 dead letter.\n");
    assertThat(dead("purge", "-f").output()).isEqualTo("Deleted 1 dead letter.\n");
    assertThat(dead("purge", "-f", "-j").output()).isEqualTo("{\"purged\": 0}\n");
  }

  @Test
  void the_group_alone_says_what_there_is() {
    assertThat(dead().output()).contains("list", "show", "replay", "purge");
  }

  @Test
  void a_worker_does_not_read_them() {
    assertThatThrownBy(() -> app.worker().queues("celery", "celeriac.dead").build())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("'celeriac.dead' is the dead-letter queue");
  }
}
