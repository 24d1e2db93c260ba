package io.celeriac.worker;

import io.celeriac.PoolKind;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pool: so many tasks at once, each on a thread of the pool's kind. The limit is a count of its
 * own, not the number of threads, so that a runaway keeps its thread but not its slot.
 */
final class Slots implements AutoCloseable {

  /** A semaphore that can be made to owe permits. */
  private static final class Permits extends Semaphore {
    private static final long serialVersionUID = 1L;

    Permits(int permits) {
      super(permits);
    }

    void reduce(int by) {
      reducePermits(by);
    }
  }

  private final PoolKind kind;
  private final Permits free;
  private final AtomicInteger size;
  private volatile ExecutorService threads;
  private Optional<ChildPool> children = Optional.empty();

  Slots(PoolKind kind, int size) {
    this.kind = kind;
    this.size = new AtomicInteger(size);
    this.free = new Permits(size);
    this.threads = threads(kind);
  }

  private static ExecutorService threads(PoolKind kind) {
    return switch (kind) {
      case VIRTUAL, PREFORK ->
          Executors.newThreadPerTaskExecutor(
              Thread.ofVirtual().name("celeriac-task-", 1).factory());
      case THREADS, SOLO -> Executors.newCachedThreadPool(platformThreads());
    };
  }

  /** Has a child process behind each slot; called before the start, if at all. */
  void standOn(ChildPool pool) {
    children = Optional.of(pool);
  }

  /** The child processes, where there are any. */
  Optional<ChildPool> children() {
    return children;
  }

  /** Another number of slots. Tasks that run go on when there are fewer. */
  void resize(int slots) {
    int more = slots - size.getAndSet(slots);
    if (more <= 0) {
      free.reduce(-more);
      children.ifPresent(pool -> pool.shrink(-more));
    } else if (children.isPresent()) {
      // A slot is free when it has a child that is ready, and nobody waits here until then.
      ChildPool pool = children.get();
      Thread.ofVirtual()
          .name("celeriac-child-grow")
          .start(() -> {
            pool.grow(more);
            free.release(more);
          });
    } else {
      free.release(more);
    }
  }

  /** New threads, and new child processes, for what starts from now on. */
  void restart() {
    children.ifPresent(ChildPool::restart);
    ExecutorService former = threads;
    threads = threads(kind);
    former.shutdown();
  }

  private static ThreadFactory platformThreads() {
    return Thread.ofPlatform().name("celeriac-task-", 1).daemon(true).factory();
  }

  int size() {
    return size.get();
  }

  int busy() {
    return size.get() - free.availablePermits();
  }

  /** Waits for a free slot, and takes it. */
  void acquire() throws InterruptedException {
    free.acquire();
  }

  /** Takes a slot if one is free. */
  boolean tryAcquire() {
    return free.tryAcquire();
  }

  /** Gives a slot back. */
  void release() {
    free.release();
  }

  /** Runs something in a slot that was acquired. */
  void run(Runnable body) {
    try {
      threads.execute(body);
    } catch (RejectedExecutionException e) {
      threads.execute(body); // it was replaced between the look and the call
    }
  }

  /** Takes no more; what runs goes on, and runaways do not hold up the exit. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
