package io.celeriac.worker;

import io.celeriac.PoolKind;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * The pool: so many tasks at once, each on a thread of the pool's kind. The limit is a count of its
 * own, not the number of threads, so that a runaway keeps its thread but not its slot.
 */
final class Slots implements AutoCloseable {

  private final Semaphore free;
  private final int size;
  private final ExecutorService threads;

  Slots(PoolKind kind, int size) {
    this.size = size;
    this.free = new Semaphore(size);
    this.threads =
        switch (kind) {
          case VIRTUAL, PREFORK ->
              Executors.newThreadPerTaskExecutor(
                  Thread.ofVirtual().name("celeriac-task-", 1).factory());
          case THREADS, SOLO -> Executors.newCachedThreadPool(platformThreads());
        };
  }

  private static ThreadFactory platformThreads() {
    return Thread.ofPlatform().name("celeriac-task-", 1).daemon(true).factory();
  }

  int size() {
    return size;
  }

  int busy() {
    return size - free.availablePermits();
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
    threads.execute(body);
  }

  /** Takes no more; what runs goes on, and runaways do not hold up the exit. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
