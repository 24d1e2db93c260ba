package com.example.celeriac;

import io.celeriac.Task;
import io.celeriac.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The four tasks that the examples of Rusty Celery have, under the names that they have there. */
public class Seed {

  private static final Logger log = LoggerFactory.getLogger(Seed.class);

  /** The simplest task: arguments in, a result out. */
  @Task("add")
  int add(int x, int y) {
    return x + y;
  }

  /** Always fails, and is retried three times with growing delays before it fails for good. */
  @Task(
      value = "buggy_task",
      maxRetries = 3,
      autoretryFor = IOException.class,
      retryBackoff = "1s..10m")
  void buggyTask() throws IOException {
    byte[] data = Files.readAllBytes(Path.of("this-file-does-not-exist"));
    log.info("Read {} bytes", data.length);
  }

  /** Waits, as for another service. Any number of these run at once, each on a virtual thread. */
  @Task(value = "long_running_task", maxRetries = 2)
  void longRunningTask(TaskContext task, @Nullable Long secs) throws InterruptedException {
    task.sleep(Duration.ofSeconds(secs == null ? 10 : secs));
  }

  /** Sees the request that it runs for. */
  @Task("bound_task")
  void boundTask(TaskContext task) {
    log.info("Sent by {}", task.request().origin().orElse("an unknown sender"));
    log.info("Running on {}", task.request().hostname());
  }
}
