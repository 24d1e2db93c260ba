package io.celeriac;

import java.time.Duration;
import java.util.List;

/** A worker: consumes queues and runs tasks. Made by {@link Celery#worker}. Thread-safe. */
public interface Worker extends AutoCloseable {

  /** How a worker ends. */
  enum Shutdown {
    /** Stops fetching, finishes what runs, gives back what has not started. */
    WARM,
    /** Interrupts what runs; late-acked messages go back to their queues. */
    COLD
  }

  /** The node name, such as {@code celery@host}. */
  String hostname();

  /** What its tasks run on. */
  PoolKind pool();

  /** How many tasks run at once. */
  int concurrency();

  /** The queues that it consumes. */
  List<Queue> queues();

  /** Whether it was made to send the events of tasks. */
  boolean sendsTaskEvents();

  /**
   * Connects and starts consuming; returns when the first messages can arrive.
   *
   * @throws BrokerException when the broker cannot be reached and the settings say not to go on
   *     trying
   */
  void start();

  /**
   * Starts to end; returns at once. A cold shutdown overtakes a warm one; asked for again, it does
   * not wait for {@code worker_soft_shutdown_timeout} any longer, and then not for tasks that were
   * interrupted.
   */
  void shutdown(Shutdown how);

  /** Waits until the worker has ended. */
  void awaitTermination() throws InterruptedException;

  /** Waits until the worker has ended, at most so long; whether it has. */
  boolean awaitTermination(Duration time) throws InterruptedException;

  /**
   * Starts, and runs until the process is told to end: SIGTERM or SIGINT for a warm shutdown, a
   * second SIGINT or SIGQUIT for a cold one.
   *
   * @return the exit code that Celery's worker would have
   */
  int run();

  /** Ends warm, and waits for it. */
  @Override
  void close();
}
