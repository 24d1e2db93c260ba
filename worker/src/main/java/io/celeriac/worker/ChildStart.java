package io.celeriac.worker;

import io.celeriac.PoolChild;
import io.celeriac.ProcessPoolException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts children and takes them in when they are ready. */
final class ChildStart implements AutoCloseable {

  private final ChildLauncher launcher;
  private final ChildDoor door;
  private final String node;
  private final Duration time;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Process> starting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * For one worker.
   *
   * @param node the worker's name
   * @param time how long a child may take to start
   */
  ChildStart(ChildLauncher launcher, ChildDoor door, String node, Duration time) {
    this.launcher = launcher;
    this.door = door;
    this.node = node;
    this.time = time;
  }

  /** Opens the door for children; called before the first. */
  void open() {
    door.open();
  }

  /**
   * Starts a child for a slot; it is there when it is ready. The future fails with a {@link
   * ProcessPoolException} when it does not start, ends at once or takes too long.
   */
  CompletableFuture<Child> begin(int index) {
    PoolChild place = new PoolChild(door.address(), numbers.incrementAndGet(), index, node);
    CompletableFuture<Frames> connection = door.expect(place.number());
    Process process;
    try {
      process = launcher.launch(place);
    } catch (IOException e) {
      door.forget(place.number());
      return CompletableFuture.failedFuture(
          new ProcessPoolException(
              place.processName() + " could not be started: " + e.getMessage(), e));
    }
    starting.add(process);
    if (closed) {
      process.destroyForcibly();
    }
    CompletableFuture<Void> ignored =
        process.onExit().thenAccept(ended -> connection.completeExceptionally(ended(place, ended)));
    return connection
        .orTimeout(time.toNanos(), TimeUnit.NANOSECONDS)
        .handle((frames, failure) -> {
          starting.remove(process);
          door.forget(place.number());
          if (failure == null) {
            return new Child(place, process, frames);
          }
          process.destroyForcibly();
          throw failure instanceof TimeoutException
              ? late(place, process)
              : (ProcessPoolException) failure;
        });
  }

  private static ProcessPoolException ended(PoolChild place, Process process) {
    return new ProcessPoolException(
        "Process '"
            + place.processName()
            + "' pid:"
            + process.pid()
            + " exited with "
            + new ExitStatus(process.exitValue())
            + " before it was ready; what it had to say stands above.");
  }

  private ProcessPoolException late(PoolChild place, Process process) {
    return new ProcessPoolException(
        "Process '"
            + place.processName()
            + "' pid:"
            + process.pid()
            + " was not ready within "
            + time.toMillis() / 1000.0
            + " seconds (worker_proc_alive_timeout) and was killed. It runs the program's main up to"
            + " where worker '"
            + node
            + "' is started: that has to happen in every run, under the same name.");
  }

  /** Kills those that are starting, and lets no more in. */
  @Override
  public void close() {
    closed = true;
    starting.forEach(Process::destroyForcibly);
    door.close();
  }
}
