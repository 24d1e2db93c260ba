package io.celeriac.worker;

import io.celeriac.TaskDefinition;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One task in the worker's hands, from its arrival to its end. It ends once: whoever first claims
 * the end (the task's thread, a time limit, a shutdown) decides the outcome, and an interrupt can
 * only reach the thread while it still runs this task.
 */
final class Execution {

  /** Where it is on its way. */
  enum Stage {
    /** Arrived, and neither started nor given back. */
    RESERVED,
    /** On a thread. */
    RUNNING,
    /** Ended, given back or dropped. */
    ENDED
  }

  /** What a task that has not started waits for. */
  enum Waiting {
    /** Its time. */
    TIME,
    /** What its rate limit allows. */
    RATE,
    /** A free slot, and nothing else. */
    SLOT
  }

  /** Why a running task was interrupted; later reasons outweigh earlier ones. */
  enum Interruption {
    NONE,
    SOFT_LIMIT,
    TIMEOUT,
    HARD_LIMIT,
    SHUTDOWN,
    TERMINATED
  }

  private final TaskRequest request;
  private final TaskDefinition<?> task;
  private final TaskPolicy policy;
  private volatile Delivery delivery;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.RESERVED);
  private final ReentrantLock threadLock = new ReentrantLock();
  private final List<ResultTuple> children = new CopyOnWriteArrayList<>();
  private final List<Timer.Entry> limits = new ArrayList<>(0);
  private volatile Interruption interruption = Interruption.NONE;
  private volatile StopSignal signal = new StopSignal(0);
  private volatile Waiting waiting = Waiting.SLOT;
  private volatile boolean acknowledged;
  private volatile OptionalInt carried = OptionalInt.empty();
  private volatile long startedNanos;
  private volatile @Nullable BodiesInHand counted;
  private @Nullable Thread thread;
  private @Nullable TaskProcess process;
  private volatile long pid;

  Execution(TaskRequest request, TaskDefinition<?> task, TaskPolicy policy, Delivery delivery) {
    this.request = request;
    this.task = task;
    this.policy = policy;
    this.delivery = delivery;
  }

  TaskRequest request() {
    return request;
  }

  TaskDefinition<?> task() {
    return task;
  }

  TaskPolicy policy() {
    return policy;
  }

  Delivery delivery() {
    return delivery;
  }

  /**
   * Its message has come again, after the connection that it came by was lost: what becomes of this
   * task is said of the new delivery. False when it has ended, was told to end because of the loss,
   * or can still say it of the old one.
   */
  boolean adopt(Delivery again) {
    threadLock.lock();
    try {
      if (stage() != Stage.RUNNING
          || interruption == Interruption.SHUTDOWN
          || acknowledged
          || !delivery.stale()) {
        return false;
      }
      delivery = again;
      return true;
    } finally {
      threadLock.unlock();
    }
  }

  /** Whether another one is of the same message, delivered once more. */
  boolean hasMessageOf(Execution other) {
    return request.id().equals(other.request.id())
        && request.retries() == other.request.retries()
        && Arrays.equals(delivery.message().body(), other.delivery.message().body());
  }

  /** What it has sent so far. */
  List<ResultTuple> children() {
    return children;
  }

  /** Whether its message has been acknowledged already. */
  boolean acknowledged() {
    return acknowledged;
  }

  void markAcknowledged() {
    acknowledged = true;
  }

  /** Its message is to say how often it ended with its process, when it goes back. */
  void carry(int count) {
    carried = OptionalInt.of(count);
  }

  /** What its message is to say of that, if it goes back; nothing when it ended by itself. */
  OptionalInt carried() {
    return carried;
  }

  Interruption interruption() {
    return interruption;
  }

  /** What it waits for, as long as it is reserved. */
  Waiting waiting() {
    return waiting;
  }

  void waitFor(Waiting what) {
    waiting = what;
  }

  Stage stage() {
    return Objects.requireNonNull(stage.get());
  }

  /** Its body counts until it has ended; before anybody else can end it. */
  void countIn(BodiesInHand bodies) {
    bodies.add(bodyLength());
    counted = bodies;
  }

  int bodyLength() {
    return delivery.message().body().length;
  }

  private void countOut() {
    BodiesInHand bodies = counted;
    if (bodies != null) {
      bodies.remove(bodyLength());
    }
  }

  /** Whether it is this caller who takes a task that has not started off the way. */
  boolean withdraw() {
    boolean ours = stage.compareAndSet(Stage.RESERVED, Stage.ENDED);
    if (ours) {
      countOut();
    }
    return ours;
  }

  /** Whether it may start; from then on only {@link #end} ends it. */
  boolean start() {
    startedNanos = System.nanoTime();
    return stage.compareAndSet(Stage.RESERVED, Stage.RUNNING);
  }

  /** Whether it is this caller who decides the outcome; the delivery stays what it is then. */
  boolean end() {
    threadLock.lock();
    try {
      boolean ours = stage.compareAndSet(Stage.RUNNING, Stage.ENDED);
      if (ours) {
        countOut();
      }
      return ours;
    } finally {
      threadLock.unlock();
    }
  }

  long runtimeNanos() {
    return System.nanoTime() - startedNanos;
  }

  /** The present thread runs the task from here. */
  void enter() {
    threadLock.lock();
    try {
      thread = Thread.currentThread();
    } finally {
      threadLock.unlock();
    }
  }

  /** Another process runs the task from here; interrupts go there. */
  void enter(TaskProcess other) {
    threadLock.lock();
    try {
      process = other;
      pid = other.pid();
    } finally {
      threadLock.unlock();
    }
  }

  /** The process that runs it, or ran it; 0 when none has yet, or it is this one. */
  long pid() {
    return pid;
  }

  /** The present thread is done with the task; interrupts meant for it stay here. */
  void leave() {
    threadLock.lock();
    try {
      thread = null;
      process = null;
      // An interrupt that arrived late must not hit the next task of this thread.
      boolean late = Thread.interrupted();
      if (late && interruption == Interruption.NONE) {
        Thread.currentThread().interrupt();
      }
    } finally {
      threadLock.unlock();
    }
  }

  /** Interrupts the thread or the process that runs the task, if there is one. */
  void interrupt(Interruption reason) {
    threadLock.lock();
    try {
      if (reason.compareTo(interruption) > 0) {
        interruption = reason;
      }
      if (thread != null) {
        thread.interrupt();
      }
      if (process != null) {
        process.interrupt(reason);
      }
    } finally {
      threadLock.unlock();
    }
  }

  /**
   * Sends a signal to the process that runs the task.
   *
   * @return false when no process of its own runs it
   */
  boolean signal(String signal) {
    threadLock.lock();
    try {
      if (process != null) {
        process.signal(signal);
      }
      return process != null;
    } finally {
      threadLock.unlock();
    }
  }

  /** Interrupts the thread on command; a task that has not reached its code is not to run it. */
  void terminate(StopSignal why) {
    signal = why;
    interrupt(Interruption.TERMINATED);
  }

  /** What it was terminated by. */
  StopSignal signal() {
    return signal;
  }

  /** The thread that still runs the task's code, if there is one. */
  @Nullable Thread thread() {
    threadLock.lock();
    try {
      return thread;
    } finally {
      threadLock.unlock();
    }
  }

  /** Timers to cancel when it ends; only touched before it runs and by who ends it. */
  List<Timer.Entry> limits() {
    return limits;
  }

  @Override
  public String toString() {
    return Printable.word(request.displayName()) + "[" + Printable.word(request.id()) + "]";
  }
}
