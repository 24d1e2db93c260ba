package io.celeriac.jdbc;

import io.celeriac.ResultBackendException;
import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for results by looking again and again, for all of them on one thread. Each is looked for
 * at once, and then after pauses that double up to the interval: what ends soon is found soon, and
 * what takes long costs little. The thread is there only while somebody waits. Thread-safe.
 */
final class Polling implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Polling.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Executor COMPLETION = Thread::startVirtualThread;

  /** A result that is waited for. Guarded by the lock. */
  private static final class Wait {
    private final List<CompletableFuture<ResultDocument>> waiting = new ArrayList<>(1);
    private long pause = FIRST_PAUSE.toNanos();
    private long due = System.nanoTime();
  }

  private final Function<Collection<String>, Collection<Ended>> look;
  private final long interval;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Wait> waits = new LinkedHashMap<>();
  private boolean running;
  private @Nullable RuntimeException closed;

  /** How a task has ended, or what is wrong with that. */
  record Ended(
      String taskId, @Nullable ResultDocument document, @Nullable RuntimeException wrong) {}

  /**
   * Looks for nothing yet.
   *
   * @param look finds those of some tasks that have ended
   * @param interval the longest pause between two looks for the same result
   */
  Polling(Function<Collection<String>, Collection<Ended>> look, Duration interval) {
    this.look = look;
    this.interval = interval.toNanos();
  }

  CompletableFuture<ResultDocument> ready(String taskId) {
    lock.lock();
    try {
      if (closed != null) {
        return CompletableFuture.failedFuture(closed);
      }
      CompletableFuture<ResultDocument> ready = new CompletableFuture<>();
      Wait wait = waits.computeIfAbsent(taskId, _ -> new Wait());
      wait.waiting.add(ready);
      wait.pause = FIRST_PAUSE.toNanos();
      wait.due = System.nanoTime();
      if (!running) {
        running = true;
        Thread.ofVirtual().name("celeriac-jdbc-results").start(this::run);
      }
      changed.signal();
      return ready;
    } finally {
      lock.unlock();
    }
  }

  void unwatch(String taskId) {
    removed(taskId).forEach(ready -> ready.cancel(false));
  }

  @Override
  public void close() {
    RuntimeException cause = new ResultBackendException("The result backend was closed");
    lock.lock();
    try {
      closed = cause;
      changed.signal();
    } finally {
      lock.unlock();
    }
    failAll(cause);
  }

  private void run() {
    long failing = 0;
    List<String> due = due();
    while (!due.isEmpty()) {
      try {
        look.apply(due).forEach(this::ended);
        failing = 0;
      } catch (RuntimeException e) {
        failing = failing == 0 ? System.nanoTime() : failing;
        if (System.nanoTime() - failing > PATIENCE.toNanos()) {
          failAll(e);
        } else {
          log.info("Results cannot be looked for, which is tried again: {}", e.getMessage());
        }
      }
      due = due();
    }
  }

  /** Waits until some are to be looked for; empty when nobody waits any more. */
  private List<String> due() {
    lock.lock();
    try {
      while (true) {
        waits.values().removeIf(Polling::isGivenUp);
        if (closed != null || waits.isEmpty()) {
          running = false;
          return List.of();
        }
        long now = System.nanoTime();
        long next = waits.values().stream().mapToLong(wait -> wait.due - now).min().orElse(0);
        if (next <= 0) {
          return taken(now);
        }
        changed.awaitNanos(next);
      }
    } catch (InterruptedException e) {
      running = false; // nobody interrupts it
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private static boolean isGivenUp(Wait wait) {
    wait.waiting.removeIf(CompletableFuture::isDone);
    return wait.waiting.isEmpty();
  }

  /** Those that are due, and those that would be so soon, that one look may serve them all. */
  private List<String> taken(long now) {
    List<String> due = new ArrayList<>();
    waits.forEach((id, wait) -> {
      if (wait.due - now <= FIRST_PAUSE.toNanos() / 2) {
        due.add(id);
        wait.due = now + wait.pause;
        wait.pause = Math.min(2 * wait.pause, interval);
      }
    });
    return due;
  }

  private void ended(Ended ended) {
    ResultDocument document = ended.document();
    RuntimeException wrong = ended.wrong();
    if (document != null) {
      complete(removed(ended.taskId()), ready -> ready.complete(document));
    } else if (wrong != null) {
      complete(removed(ended.taskId()), ready -> ready.completeExceptionally(wrong));
    }
  }

  private List<CompletableFuture<ResultDocument>> removed(String taskId) {
    lock.lock();
    try {
      Wait wait = waits.remove(taskId);
      return wait == null ? List.of() : wait.waiting;
    } finally {
      lock.unlock();
    }
  }

  private void failAll(RuntimeException cause) {
    List<CompletableFuture<ResultDocument>> all = new ArrayList<>();
    lock.lock();
    try {
      waits.values().forEach(wait -> all.addAll(wait.waiting));
      waits.clear();
    } finally {
      lock.unlock();
    }
    complete(all, ready -> ready.completeExceptionally(cause));
  }

  /** On threads of their own: what hangs on the futures may take its time. */
  private static void complete(
      List<CompletableFuture<ResultDocument>> waiting,
      Consumer<CompletableFuture<ResultDocument>> by) {
    waiting.forEach(ready -> COMPLETION.execute(() -> by.accept(ready)));
  }
}
