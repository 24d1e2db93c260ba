package io.celeriac;

import java.time.Duration;

/**
 * Sends periodic tasks when they are due. Made with {@link Celery#beat()}, started once, and closed
 * once. Without a shared store only one may run for a schedule; with one, as many as you like, of
 * which one works. Thread-safe.
 */
public interface Beat extends AutoCloseable {

  /** The node name that it answers pings by. */
  String hostname();

  /** Where the last runs are kept: a file, or a URL with the password masked. */
  String store();

  /** The longest pause between two looks at the schedule. */
  Duration maxInterval();

  /** Whether it answers pings. */
  boolean remoteControl();

  /** Whether this one sends what is due: always, unless others share its store. */
  boolean isLeading();

  /** Starts to work, on a thread of its own. */
  void start();

  /** Starts to end; returns at once. What is being sent is sent, and the last runs are written. */
  void shutdown();

  /** Waits until it has ended. */
  void awaitTermination() throws InterruptedException;

  /**
   * Starts, and runs until the process is told to end by SIGTERM or SIGINT.
   *
   * @return the exit code that Celery's beat would have
   */
  int run();

  /** Ends, and waits for it. */
  @Override
  void close();
}
