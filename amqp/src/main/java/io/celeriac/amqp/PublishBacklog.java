package io.celeriac.amqp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be written, and the count of all that are on their way, which is
 * bounded: whoever publishes more waits for room. Safe from any thread.
 */
final class PublishBacklog {
  private final int maxMessages;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Condition watch = lock.newCondition();
  private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
  private int messages;
  private long bytes;
  private boolean closed;

  PublishBacklog(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** What became of a message that wants in. */
  enum Admission {
    ADMITTED,
    NO_ROOM,
    CLOSED
  }

  /** Lets a message in when there is room, or tells that there was none in time. */
  Admission admit(Outgoing outgoing, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!closed && isFull(outgoing)) {
        if (left <= 0) {
          return Admission.NO_ROOM;
        }
        left = room.awaitNanos(left);
      }
      if (closed) {
        return Admission.CLOSED;
      }
      if (messages == 0) {
        watch.signal();
      }
      messages++;
      bytes += outgoing.bytes();
      waiting.add(outgoing);
      work.signal();
      return Admission.ADMITTED;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(Outgoing next) {
    return messages >= maxMessages || (messages > 0 && bytes + next.bytes() > maxBytes);
  }

  /** Waits until a message waits to be written; false once closed. */
  boolean await() {
    lock.lock();
    try {
      while (!closed && waiting.isEmpty()) {
        work.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** The next message to write, or null when none waits. */
  @Nullable Outgoing poll() {
    lock.lock();
    try {
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  /** These are not on their way any more. */
  void done(Collection<Outgoing> outgoing) {
    lock.lock();
    try {
      for (Outgoing each : outgoing) {
        messages--;
        bytes -= each.bytes();
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the waiting messages that were admitted before a time. */
  List<Outgoing> takeOlderThan(long nanoTime) {
    List<Outgoing> taken = new ArrayList<>();
    lock.lock();
    try {
      for (Outgoing first = waiting.peek();
          first != null && first.isOlderThan(nanoTime);
          first = waiting.peek()) {
        taken.add(waiting.remove());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all waiting messages. */
  List<Outgoing> takeAll() {
    lock.lock();
    try {
      List<Outgoing> taken = new ArrayList<>(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets some time pass, and waits further while nothing is on its way.
   *
   * @return false once closed
   */
  boolean passTime(long nanos) {
    long left = nanos;
    lock.lock();
    try {
      while (!closed && (messages == 0 || left > 0)) {
        if (messages == 0) {
          watch.awaitUninterruptibly();
        } else {
          left = watch.awaitNanos(left);
        }
      }
      return !closed;
    } catch (InterruptedException e) {
      return !closed; // by nobody that we know of
    } finally {
      lock.unlock();
    }
  }

  /** Lets nothing in any more. Those that wait can still be taken with {@link #takeAll}. */
  void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      work.signalAll();
      watch.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The clock that messages are older or younger by. */
  static long ago(Duration time) {
    return System.nanoTime() - time.toNanos();
  }
}
