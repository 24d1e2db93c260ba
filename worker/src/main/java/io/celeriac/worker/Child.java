package io.celeriac.worker;

import io.celeriac.PoolChild;
import io.celeriac.protocol.EncodeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process as its worker sees it. It runs one task at a time, for whoever has taken it out
 * of the pool; signals may come from any thread.
 */
final class Child implements TaskProcess {

  private static final Logger LOG = LoggerFactory.getLogger(Child.class);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);
  private static final int KILLED = 128 + 9;

  private final PoolChild place;
  private final Process process;
  private final Frames frames;
  private final AtomicBoolean gone = new AtomicBoolean();
  private volatile long job = -1;
  private final AtomicLong tasks = new AtomicLong();

  Child(PoolChild place, Process process, Frames frames) {
    this.place = place;
    this.process = process;
    this.frames = frames;
  }

  /** How a run went. */
  sealed interface Turn {
    /** It ended in the child, which has recorded the outcome. */
    record Ended(Outcome outcome, long residentKib) implements Turn {}

    /** The child would not run it. */
    record Refused(String reason) implements Turn {}

    /** The child died before the task began: another may run it. */
    record NotBegun() implements Turn {}

    /** The child died while it ran. */
    record Lost(ExitStatus status, long job) implements Turn {}
  }

  PoolChild place() {
    return place;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  /** How many tasks it has been given. */
  long tasks() {
    return tasks.get();
  }

  /** Whether it has been given a task that has not ended. */
  boolean busy() {
    return job >= 0;
  }

  /** Whether it is this caller who takes note that it is not to be used any more. */
  boolean leaves() {
    return gone.compareAndSet(false, true);
  }

  /**
   * Has a task run, and waits until it has ended there.
   *
   * @param begun called when the task is about to start
   */
  Turn run(long number, Execution execution, Runnable begun) {
    byte[] order;
    try {
      order = Order.Run.of(number, execution).encode();
    } catch (EncodeException e) {
      return new Turn.Refused("its headers cannot be handed over: " + e.getMessage());
    }
    job = number;
    tasks.incrementAndGet();
    boolean running = false;
    try {
      frames.write(order);
      for (Optional<byte[]> frame = frames.read(); frame.isPresent(); frame = frames.read()) {
        switch (Report.decode(frame.get())) {
          case Report.Accepted _ -> {
            running = true;
            execution.enter(this);
            begun.run();
          }
          case Report.Ended ended -> {
            return new Turn.Ended(ended.outcome(), ended.residentKib());
          }
          case Report.Refused refused -> {
            return new Turn.Refused(refused.reason());
          }
          case Report.Ready _ -> throw new FrameException("A child is ready only once");
        }
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be understood any more: {}", this, e.toString());
    } finally {
      job = -1;
      execution.leave();
    }
    ExitStatus status = end(Duration.ofSeconds(1));
    return running ? new Turn.Lost(status, number) : new Turn.NotBegun();
  }

  @Override
  public void interrupt(Execution.Interruption reason) {
    switch (reason) {
      // Who terminates it sends a signal of their choice.
      case NONE, TERMINATED -> {}
      case SOFT_LIMIT, SHUTDOWN -> {
        try {
          frames.write(new Order.Interrupt(job, reason).encode());
        } catch (IOException e) {
          LOG.debug("{} is gone already: {}", this, e.toString());
        }
      }
      // Both have decided the outcome, and the slot is to be free: the task has no say any more.
      case TIMEOUT, HARD_LIMIT -> kill();
    }
  }

  @Override
  public void signal(String signal) {
    String name = signal.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
    switch (name) {
      case "KILL" -> kill();
      case "TERM" -> process.destroy();
      default -> {
        try {
          // The shell's own, which is there where no program of that name is.
          Process kill =
              new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", name, String.valueOf(pid()))
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start();
          CompletableFuture<Void> ignored =
              kill.onExit()
                  .thenAccept(ended -> {
                    if (ended.exitValue() != 0) {
                      LOG.error("{} could not be sent the signal {}", this, signal);
                    }
                  });
        } catch (IOException e) {
          LOG.error("{} could not be sent the signal {}: {}", this, signal, e.getMessage());
        }
      }
    }
  }

  /** Asks it to end when it has nothing to do; {@link #end} waits for that. */
  void stop() {
    try {
      frames.write(new Order.Stop().encode());
    } catch (IOException e) {
      LOG.debug("{} is gone already: {}", this, e.toString());
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  void kill() {
    process.destroyForcibly();
  }

  /** Waits until the process has ended, kills it when the time is up, and lets go of it. */
  ExitStatus end(Duration grace) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + grace.toNanos();
    while (true) {
      try {
        if (process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          break;
        }
        kill();
        if (!process.waitFor(AFTER_KILL.toNanos(), TimeUnit.NANOSECONDS)) {
          LOG.error("{} has not ended within {} of its kill, and is left behind", this, AFTER_KILL);
          closeQuietly(frames);
          return new ExitStatus(KILLED);
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    closeQuietly(frames);
    return new ExitStatus(process.exitValue());
  }

  /** Calls back when the process has ended, in whatever way. */
  void onExit(Runnable action) {
    CompletableFuture<Void> ignored = process.onExit().thenRun(action);
  }

  static void closeQuietly(Frames frames) {
    try {
      frames.close();
    } catch (IOException e) {
      LOG.debug("A connection to a child could not be closed: {}", e.toString());
    }
  }

  /** As Celery's log has it. */
  @Override
  public String toString() {
    return "Process '" + place.processName() + "' pid:" + pid();
  }
}
