package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Default;
import io.celeriac.EventReceiver;
import io.celeriac.Inside;
import io.celeriac.Retry;
import io.celeriac.Sensitive;
import io.celeriac.Signature;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskDefinitions;
import io.celeriac.TaskFailedException;
import io.celeriac.Worker;
import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is marked as sensitive reaches the task, and is shown nowhere. */
@Timeout(60)
class SensitiveTest {
  private static final String SECRET = "tr0ub4dor-and-3";
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The tasks. */
  public static final class Vault {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    @Task("vault.open")
    public int open(String who, @Sensitive String password) throws InterruptedException {
      entered.countDown();
      boolean _ = leave.await(30, TimeUnit.SECONDS);
      return password.length();
    }

    @Task("vault.count")
    public int count(@Sensitive @Default("0") int pin) {
      return pin;
    }

    @Task("vault.all")
    public int all(String who, @Sensitive String... words) {
      return words.length;
    }

    @Task(value = "vault.again", maxRetries = 1)
    @SuppressWarnings("DoNotCallSuggester") // the worker calls it
    public int again(TaskContext task, @Sensitive String password) {
      throw Retry.in(Duration.ZERO);
    }
  }

  private final Vault vault = new Vault();
  private final Queue<String> shown = new ConcurrentLinkedQueue<>();

  private Celery app() {
    return Celery.named("vault")
        .broker("memory://vault")
        .resultBackend("memory://vault")
        .set("result_extended", true)
        .set("worker_send_task_events", true)
        .set("task_send_sent_event", true)
        .tasks(TaskDefinitions.from(vault))
        .build();
  }

  private static Signature<Integer> call(String task, Object... args) {
    return Signature.of(task, Integer.class, args);
  }

  private void look(Celery app, AsyncResult<?> result) {
    shown.add(String.valueOf(result.extended()));
    ResultDocument document =
        Inside.environment(app).resultBackend().find(result.id()).orElseThrow();
    shown.add(document.toString());
  }

  @Test
  void it_is_in_no_event_answer_result_or_error() throws Exception {
    try (Celery app = app();
        EventReceiver _ = app.events().receive(event -> shown.add(event.type() + event.fields()));
        Worker _ = app.worker().hostname("vault@test").start()) {
      AsyncResult<Integer> result = app.send(call("vault.open", "ann", SECRET));
      assertThat(vault.entered.await(30, TimeUnit.SECONDS)).isTrue();
      shown.add(String.valueOf(app.control().inspect().active()));
      shown.add(String.valueOf(app.control().inspect().request("active", Map.of("safe", true))));
      vault.leave.countDown();
      assertThat(result.get(SOON)).isEqualTo(SECRET.length());
      look(app, result);

      AsyncResult<Integer> wrong = app.send(call("vault.count", SECRET));
      assertThatThrownBy(() -> wrong.get(SOON))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("not shown")
          .satisfies(thrown -> shown.add(thrown.toString()));
      look(app, wrong);

      AsyncResult<Integer> several = app.send(call("vault.all", "ann", SECRET, SECRET));
      assertThat(several.get(SOON)).isEqualTo(2);
      look(app, several);

      AsyncResult<Integer> retried = app.send(call("vault.again", SECRET));
      assertThatThrownBy(() -> retried.get(SOON)).hasMessageContaining("Can't retry");
      look(app, retried);
    }
    assertThat(shown).anyMatch(each -> each.contains("task-received"));
    assertThat(shown).anyMatch(each -> each.contains("***") && each.contains("ann"));
    assertThat(List.copyOf(shown)).noneMatch(each -> each.contains(SECRET));
  }
}
