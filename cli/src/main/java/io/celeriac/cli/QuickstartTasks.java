package io.celeriac.cli;

import io.celeriac.Default;
import io.celeriac.Retry;
import io.celeriac.Task;
import io.celeriac.TaskCallbacks;
import io.celeriac.TaskContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** The tasks of {@code celeriac quickstart}: a handful of what tasks in Java can look like. */
final class QuickstartTasks implements TaskCallbacks {

  private static final Duration NAP = Duration.ofSeconds(1);

  private final TaskCallbacks audience;

  QuickstartTasks(TaskCallbacks audience) {
    this.audience = audience;
  }

  @Override
  public void onFailure(TaskContext task, Throwable failure) throws Exception {
    audience.onFailure(task, failure);
  }

  @Override
  public void onRetry(TaskContext task, Throwable reason) throws Exception {
    audience.onRetry(task, reason);
  }

  /** What somebody orders. */
  record Order(String customer, LocalDate placed, List<Item> items) {}

  /** A line of an order. */
  record Item(String name, int quantity, BigDecimal price) {}

  /** What an order comes to. */
  record Invoice(String customer, BigDecimal total, LocalDate due) {}

  @Task("quickstart.add")
  int add(int x, int y) {
    return x + y;
  }

  /** Fails so many times before it succeeds, and asks to be tried again. */
  @Task("quickstart.flaky")
  String flaky(TaskContext task, @Default("2") int failures) {
    int tries = task.request().retries() + 1;
    if (tries <= failures) {
      throw Retry.in(Duration.ofMillis(350L * tries))
          .because(new IOException("the network is down"));
    }
    return "worked on try " + tries;
  }

  /** Would take a minute, and is not given more than a second. */
  @Task(value = "quickstart.slow", softTimeLimit = "1s", timeLimit = "5s")
  String slow(TaskContext task, @Default("60") int seconds) throws InterruptedException {
    task.sleep(Duration.ofSeconds(seconds));
    return "took all of " + seconds + " s";
  }

  @Task("quickstart.remind")
  String remind(String what) {
    return "time for " + what;
  }

  @Task("quickstart.invoice")
  Invoice invoice(Order order) {
    BigDecimal total =
        order.items().stream()
            .map(item -> item.price().multiply(BigDecimal.valueOf(item.quantity())))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Invoice(order.customer(), total, order.placed().plusDays(14));
  }

  /** Waits, as for a database or another service, and costs next to nothing meanwhile. */
  @Task("quickstart.nap")
  int nap(TaskContext task, int number) throws InterruptedException {
    task.sleep(NAP);
    return number;
  }
}
