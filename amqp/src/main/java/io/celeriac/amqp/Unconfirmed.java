package io.celeriac.amqp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a channel that were written and not confirmed yet, by their numbers, which count
 * up from 1. A confirm of one takes O(1), a confirm of all up to a number as many steps as it
 * confirms. Safe from any thread; the lock is never held while something is written, so that
 * confirms are taken while a writer waits for the socket.
 */
final class Unconfirmed {
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Long, Outgoing> byNumber = new LinkedHashMap<>();

  void add(long number, Outgoing outgoing) {
    lock.lock();
    try {
      byNumber.put(number, outgoing);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a message back that was not written after all. */
  @Nullable Outgoing remove(long number) {
    lock.lock();
    try {
      return byNumber.remove(number);
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the message of a number, or all up to it. Those that timed out are not there. */
  List<Outgoing> take(long number, boolean multiple) {
    if (!multiple) {
      Outgoing outgoing = remove(number);
      return outgoing == null ? List.of() : List.of(outgoing);
    }
    return takeWhile(entry -> entry.getKey() <= number);
  }

  /** Takes out the messages that were admitted before a time. */
  List<Outgoing> takeOlderThan(long nanoTime) {
    return takeWhile(entry -> entry.getValue().isOlderThan(nanoTime));
  }

  List<Outgoing> takeAll() {
    return takeWhile(entry -> true);
  }

  private List<Outgoing> takeWhile(Predicate<Map.Entry<Long, Outgoing>> condition) {
    List<Outgoing> taken = new ArrayList<>();
    lock.lock();
    try {
      Iterator<Map.Entry<Long, Outgoing>> entries = byNumber.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<Long, Outgoing> entry = entries.next();
        if (!condition.test(entry)) {
          break;
        }
        taken.add(entry.getValue());
        entries.remove();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** The oldest message of some kind, which stays where it is. */
  @Nullable Outgoing find(Predicate<Outgoing> kind) {
    lock.lock();
    try {
      for (Outgoing outgoing : byNumber.values()) {
        if (kind.test(outgoing)) {
          return outgoing;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes one out, whatever its number; false when it is not there any more. */
  boolean remove(Outgoing outgoing) {
    lock.lock();
    try {
      return byNumber.values().remove(outgoing);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return byNumber.size();
    } finally {
      lock.unlock();
    }
  }
}
