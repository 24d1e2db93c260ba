package io.celeriac.worker;

import io.celeriac.Celery;
import io.celeriac.PoolChild;
import io.celeriac.PoolKind;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.Worker;
import io.celeriac.spi.ResultDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A program with a process pool, for a test to watch: the messages are in its memory, and each
 * result becomes a file {@code ID.STATE} in a directory. Calls come by its standard input, a line
 * {@code ID TASK} each, and {@code ID FATE} of each message goes to {@code fates} at the end.
 */
final class PreforkProgram {

  private PreforkProgram() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    ScriptedBroker broker = new ScriptedBroker();
    Celery app =
        Celery.named("prefork")
            .transport(broker)
            .resultBackend(new StoredResults(document -> write(directory, document)))
            // Given back as it is, without a count of its own.
            .set("celeriac_max_deliveries", 0)
            // A scripted broker has one session.
            .set("worker_enable_remote_control", false)
            .set("worker_max_tasks_per_child", Integer.getInteger("max.tasks", 1_000))
            .tasks(tasks().toArray(TaskDefinition<?>[]::new))
            .build();
    Worker worker =
        app.worker()
            .pool(PoolKind.PREFORK)
            .concurrency(Integer.getInteger("children", 2))
            .hostname("w@test")
            .withoutMingle()
            .withoutGossip()
            .build();
    worker.start();
    if (PoolChild.ofThisProcess().isPresent()) {
      throw new AssertionError("a child goes no further than the start of its worker");
    }
    Files.createFile(directory.resolve("ready"));
    BufferedReader calls =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = calls.readLine(); line != null; line = calls.readLine()) {
      String[] call = line.split(" ", 2);
      app.send(Signature.of(call[1], Object.class).taskId(call[0]));
    }
    worker.close();
    Files.write(
        directory.resolve("fates"),
        broker.delivered.stream()
            .map(sent -> sent.message().headers().get("id") + " " + sent.fate.get())
            .toList());
    app.close();
  }

  private static List<TaskDefinition<Object>> tasks() {
    return List.of(
        WorkerFixture.task("pid", (task, a) -> ProcessHandle.current().pid()),
        WorkerFixture.task("exit", (task, a) -> exit()),
        WorkerFixture.task("halt", (task, a) -> halt()),
        WorkerFixture.task("memory", (task, a) -> memory()),
        WorkerFixture.task("fails", (task, a) -> fail()),
        WorkerFixture.task("sleep", (task, a) -> sleep()),
        WorkerFixture.task("retries", (task, a) -> retry(task.request().retries())),
        WorkerFixture.task(
            "requeued",
            TaskOptions.builder().acksLate(true).rejectOnWorkerLost(true).build(),
            (task, a) -> halt()),
        WorkerFixture.task(
            "again",
            TaskOptions.builder()
                .retryOnWorkerLost(true)
                .maxRetries(1)
                .defaultRetryDelay(Duration.ofMillis(10))
                .build(),
            (task, a) -> halt()),
        WorkerFixture.task(
            "runaway",
            TaskOptions.builder().timeLimit(Duration.ofMillis(300)).build(),
            (task, a) -> spin()),
        WorkerFixture.task(
            "soft",
            TaskOptions.builder().softTimeLimit(Duration.ofMillis(200)).build(),
            (task, a) -> sleep()));
  }

  private static @Nullable Object exit() {
    System.exit(7);
    return null;
  }

  private static @Nullable Object halt() {
    Runtime.getRuntime().halt(9);
    return null;
  }

  private static Object memory() {
    List<byte[]> all = new ArrayList<>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new byte[16 << 20]);
    }
    return all.size();
  }

  private static Object fail() {
    throw new IllegalArgumentException("no such colour");
  }

  private static Object sleep() throws InterruptedException {
    new CountDownLatch(1).await();
    return "never";
  }

  private static Object retry(int retries) {
    if (retries < 2) {
      throw Retry.in(Duration.ofMillis(10)).because(new IllegalStateException("busy"));
    }
    return retries;
  }

  private static Object spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void write(Path directory, ResultDocument document) {
    try {
      Path whole = directory.resolve(document.taskId() + "." + document.status());
      Path part = Files.createTempFile(directory, "part", "");
      Files.writeString(part, String.valueOf(document.result()));
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
