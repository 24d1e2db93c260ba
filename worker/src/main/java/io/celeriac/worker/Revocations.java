package io.celeriac.worker;

import io.celeriac.TaskRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is not to run any more: ids, and stamps. The ids are bounded as Celery's {@code LimitedSet}:
 * beyond a number of them the oldest go, and with them whatever is older than a lifetime. Costs
 * nothing while nothing is revoked. Thread-safe.
 */
final class Revocations {

  private final int most;
  private final long lifetime;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<String, Long> ids = new LinkedHashMap<>();
  private volatile Map<String, Set<Object>> stamps = Map.of();
  private volatile boolean any;
  private final AtomicLong changes = new AtomicLong();

  /**
   * Nothing revoked.
   *
   * @param most how many ids are kept
   * @param lifetime how long one is kept when there are more
   */
  Revocations(int most, Duration lifetime, LongSupplier nanos) {
    this.most = most;
    this.lifetime = lifetime.toNanos();
    this.nanos = nanos;
  }

  void add(String id) {
    addAll(List.of(id));
  }

  /** Revokes these, the oldest first. */
  void addAll(Collection<String> more) {
    lock.lock();
    try {
      for (String id : more) {
        ids.remove(id); // it is the youngest again
        ids.put(id, nanos.getAsLong());
        if (ids.size() >= most) {
          dropOldest();
        }
      }
      any = !ids.isEmpty();
      changes.incrementAndGet();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is over the number, and what is over its time. */
  void purge() {
    lock.lock();
    try {
      dropOldest();
    } finally {
      lock.unlock();
    }
  }

  private void dropOldest() {
    Iterator<Long> oldestFirst = ids.values().iterator();
    long now = nanos.getAsLong();
    while (oldestFirst.hasNext()) {
      long since = oldestFirst.next();
      if (ids.size() <= most && now - since < lifetime) {
        return;
      }
      oldestFirst.remove();
    }
  }

  boolean contains(String id) {
    if (!any) {
      return false;
    }
    lock.lock();
    try {
      return ids.containsKey(id);
    } finally {
      lock.unlock();
    }
  }

  /** The revoked ids, the oldest first. */
  List<String> ids() {
    lock.lock();
    try {
      return new ArrayList<>(ids.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** Grows with each change of the ids. */
  long changes() {
    return changes.get();
  }

  /**
   * Revokes whatever carries one of these values as a stamp of the name. Bounded as the ids are:
   * beyond that number of values the oldest go.
   */
  void addStamps(String name, Collection<?> values) {
    lock.lock();
    try {
      Map<String, Set<Object>> all = new LinkedHashMap<>(stamps);
      Set<Object> before = all.remove(name); // it is the youngest again
      Set<Object> ofName = new LinkedHashSet<>(before == null ? Set.of() : before);
      for (Object value : values) {
        if (value != null && ofName.add(value) && ofName.size() > most) {
          ofName.remove(ofName.iterator().next());
        }
      }
      all.put(name, Collections.unmodifiableSet(ofName));
      long count = all.values().stream().mapToLong(Set::size).sum() + all.size();
      for (Iterator<Set<Object>> oldest = all.values().iterator();
          count > most && all.size() > 1; ) {
        count -= oldest.next().size() + 1L;
        oldest.remove();
      }
      stamps = Collections.unmodifiableMap(all);
    } finally {
      lock.unlock();
    }
  }

  /** How many stamps are revoked. */
  int stampCount() {
    return stamps.values().stream().mapToInt(Set::size).sum();
  }

  /** Whether a task is revoked, by its id or one of its stamps. */
  boolean cover(TaskRequest request) {
    return contains(request.id()) || (!stamps.isEmpty() && isStamped(request));
  }

  private boolean isStamped(TaskRequest request) {
    List<String> names = request.message().headers().stampedHeaders();
    return names != null
        && names.stream()
            .anyMatch(
                name -> matches(request.stamps().get(name), stamps.getOrDefault(name, Set.of())));
  }

  /** Whether a stamp, or one of its values, is among these. */
  static boolean matches(@Nullable Object stamp, Collection<?> values) {
    return stamp instanceof Collection<?> several
        ? several.stream().anyMatch(each -> matches(each, values))
        : stamp != null && values.stream().anyMatch(value -> value != null && same(stamp, value));
  }

  /** A number may be an int by one broker's way and a long by the other's. */
  private static boolean same(Object stamp, Object value) {
    return stamp.equals(value)
        || (stamp instanceof Number one
            && value instanceof Number other
            && one.doubleValue() == other.doubleValue());
  }
}
