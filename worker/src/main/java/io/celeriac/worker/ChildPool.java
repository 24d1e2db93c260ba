package io.celeriac.worker;

import io.celeriac.ProcessPoolException;
import io.celeriac.SettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of a worker, one for each slot: gives tasks to those that have nothing to do, and
 * replaces those that die or have served long enough.
 */
final class ChildPool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChildPool.class);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ChildStart starter;
  private final ChildSupply supply;
  private final ChildOptions options;
  private final BlockingQueue<Child> idle = new LinkedBlockingQueue<>();
  private final Set<Child> children = ConcurrentHashMap.newKeySet();
  private final Set<Child> outdated = ConcurrentHashMap.newKeySet();
  private final AtomicLong jobs = new AtomicLong();
  private final AtomicInteger surplus = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger indexes = new AtomicInteger();

  ChildPool(ChildStart starter, ChildOptions options) {
    this.starter = starter;
    this.supply = new ChildSupply(starter, options.standby());
    this.options = options;
  }

  /**
   * The pool of a worker of this program; nothing is started yet.
   *
   * @throws SettingException when there is a broker in each process
   */
  static ChildPool of(WorkerConfig config, String broker) {
    if (broker.startsWith("memory:")) {
      throw new SettingException(
          "The pool prefork (worker_pool) cannot be had with the broker "
              + broker
              + ", since each child process would have one of its own; take another pool, such as"
              + " threads, or a broker that processes share");
    }
    return new ChildPool(
        new ChildStart(
            ChildLauncher.ofThisProgram(),
            new ChildDoor(),
            config.hostname(),
            config.children().startTime()),
        config.children());
  }

  /**
   * Starts so many children, and waits until all are ready.
   *
   * @throws ProcessPoolException when one of them does not start
   */
  void start(int size) {
    starter.open();
    List<CompletableFuture<Child>> starting = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      starting.add(starter.begin(indexes.incrementAndGet()));
    }
    RuntimeException failure = null;
    for (CompletableFuture<Child> each : starting) {
      try {
        use(each.join());
      } catch (CompletionException e) {
        failure =
            e.getCause() instanceof RuntimeException cause
                ? cause
                : new ProcessPoolException("", e);
      }
    }
    if (failure != null) {
      close();
      throw failure;
    }
  }

  private void use(Child child) {
    children.add(child);
    child.onExit(() -> exited(child));
    free(child);
    if (closed()) {
      child.kill();
    }
  }

  private void free(Child child) {
    idle.add(child);
    if (!child.alive()) {
      // It died just before, when it was nobody's to notice.
      exited(child);
    }
  }

  /** A child that dies while it has nothing to do is replaced here; others by who uses them. */
  private void exited(Child child) {
    if (idle.remove(child) && child.leaves()) {
      LOG.error("{} exited with {}", child, child.end(Duration.ZERO));
      children.remove(child);
      CompletableFuture<Void> ignored = replace(child);
    }
  }

  /**
   * Runs a task in a child that has nothing to do; returns when its slot has a child again.
   *
   * @param begun called when the task is about to start
   * @param ended called with how it went, as soon as that is known
   */
  void run(Execution execution, Runnable begun, Consumer<Child.Turn> ended) {
    boolean interrupted = false;
    while (true) {
      try {
        Child child = idle.take();
        Child.Turn turn = child.run(jobs.getAndIncrement(), execution, begun);
        CompletableFuture<Void> restored = restored(child, turn);
        if (turn instanceof Child.Turn.NotBegun && !closed()) {
          continue;
        }
        ended.accept(turn);
        restored.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Completed when the child, or another in its place, is ready for the next task. */
  private CompletableFuture<Void> restored(Child child, Child.Turn turn) {
    boolean unwanted = takenAsSurplus();
    boolean alive =
        switch (turn) {
          case Child.Turn.Ended _, Child.Turn.Refused _ -> true;
          case Child.Turn.NotBegun _ -> false;
          case Child.Turn.Lost lost -> {
            LOG.error("{} exited with {}{}", child, lost.status(), lost.status().hint());
            yield false;
          }
        };
    if (alive && !unwanted && mayStay(child, turn)) {
      free(child);
      return CompletableFuture.completedFuture(null);
    }
    boolean ours = child.leaves();
    children.remove(child);
    outdated.remove(child);
    if (alive) {
      ChildSupply.retire(child);
    }
    return ours && !unwanted ? replace(child) : CompletableFuture.completedFuture(null);
  }

  private boolean mayStay(Child child, Child.Turn turn) {
    if (outdated.remove(child)) {
      return false;
    }
    long residentKib = turn instanceof Child.Turn.Ended ended ? ended.residentKib() : 0;
    if (options.maxTasks().filter(limit -> child.tasks() >= limit).isPresent()) {
      LOG.debug("{} has run its {} tasks and is replaced", child, child.tasks());
      return false;
    }
    if (options.maxMemoryKib().filter(limit -> residentKib > limit).isPresent()) {
      LOG.warn(
          "child process exiting after exceeding memory limit ({}KiB / {}KiB)",
          residentKib,
          options.maxMemoryKib().get());
      return false;
    }
    return true;
  }

  /** Has another take its slot. */
  private CompletableFuture<Void> replace(Child child) {
    CompletableFuture<Void> replaced = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("celeriac-child-replace")
        .start(() -> {
          try {
            supply.next(child.place().index()).ifPresent(this::use);
          } finally {
            replaced.complete(null);
          }
        });
    return replaced;
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  /** Starts more children; returns when they are ready, or have failed to start. */
  void grow(int count) {
    List<CompletableFuture<Void>> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = indexes.incrementAndGet();
      started.add(
          CompletableFuture.runAsync(
              () -> supply.start(index).ifPresent(this::use), Thread::startVirtualThread));
    }
    started.forEach(CompletableFuture::join);
  }

  /** Ends so many children: those with nothing to do at once, others after the task they run. */
  void shrink(int count) {
    surplus.addAndGet(count);
    for (Child child = idle.poll(); child != null; child = idle.poll()) {
      if (!takenAsSurplus()) {
        idle.add(child);
        return;
      }
      if (child.leaves()) {
        children.remove(child);
        ChildSupply.retire(child);
      }
    }
  }

  /** Replaces all children: those with nothing to do at once, others after the task they run. */
  void restart() {
    supply.renew();
    for (Child child : children()) {
      if (!idle.remove(child)) {
        outdated.add(child);
      } else if (child.leaves()) {
        children.remove(child);
        ChildSupply.retire(child);
        CompletableFuture<Void> ignored = replace(child);
      }
    }
  }

  private boolean takenAsSurplus() {
    return surplus.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  /** The children that there are, in the order of their slots. */
  List<Child> children() {
    return children.stream()
        .sorted(Comparator.comparingInt((Child child) -> child.place().index()))
        .toList();
  }

  /** The child that stands by for others, if there is one. */
  Optional<Child> standby() {
    return supply.standby();
  }

  /** Ends all children: those with nothing to do in good order, others at once. */
  @Override
  public void close() {
    closing.countDown();
    CompletableFuture<Void> standby =
        CompletableFuture.runAsync(supply::close, Thread::startVirtualThread);
    List<Child> all = children();
    for (Child child : all) {
      child.leaves();
      if (idle.remove(child)) {
        child.stop();
      } else {
        child.kill();
      }
    }
    long deadline = System.nanoTime() + GRACE.toNanos();
    all.forEach(child -> child.end(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    children.clear();
    standby.join();
    starter.close();
  }
}
