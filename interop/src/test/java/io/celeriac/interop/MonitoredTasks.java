package io.celeriac.interop;

import io.celeriac.Ignore;
import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import java.time.Duration;
import java.util.Map;

/** The tasks of {@code monitored.py}, in Java. */
@SuppressWarnings("DoNotCallSuggester") // the worker calls them, whatever they do
final class MonitoredTasks {

  @Task("monitored.add")
  int add(int x, int y) {
    return x + y;
  }

  @Task("monitored.sleep")
  void sleep(TaskContext task, double seconds) throws InterruptedException {
    task.sleep(Duration.ofMillis((long) (seconds * 1000)));
  }

  @Task("monitored.fail")
  void fail(String message) {
    throw new IllegalArgumentException(message);
  }

  @Task("monitored.retry")
  int retry(TaskContext task) {
    if (task.request().retries() < 1) {
      throw Retry.in(Duration.ofMillis(10)).because(new IllegalArgumentException("once more"));
    }
    return task.request().retries();
  }

  @Task(value = "monitored.reject", acksLate = true)
  void reject() {
    throw new Reject("not wanted", false);
  }

  @Task("monitored.ignore")
  void ignore() {
    throw new Ignore("not wanted");
  }

  @Task("monitored.custom")
  void custom(TaskContext task) {
    task.sendEvent("task-progress", Map.of("percent", 40));
  }

  @Task(value = "monitored.quiet", sendEvents = false)
  void quiet() {}
}
