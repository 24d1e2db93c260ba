package io.celeriac.memory;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The results that backends of one name share: documents as bytes by task id, and who wants to know
 * of final ones. What has expired is not found any more, and is removed when so many others have
 * been stored that the store has doubled, so that each store costs the same in the long run.
 * Thread-safe.
 */
final class MemoryResults {
  private static final int SMALL = 1024;

  private final ConcurrentMap<String, StoredResult> byTask = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Set<ResultListener>> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger sweepAt = new AtomicInteger(SMALL);

  /** Stores a result unless a SUCCESS is there, and tells who listens if it is final. */
  void store(String taskId, StoredResult result, long now) {
    AtomicBoolean stored = new AtomicBoolean();
    byTask.compute(
        taskId,
        (id, present) -> {
          boolean free = present == null || !present.isSuccess() || present.expiresAt() <= now;
          stored.set(free);
          return free ? result : present;
        });
    if (stored.get() && result.isReady()) {
      listeners
          .getOrDefault(taskId, Set.of())
          .forEach(listener -> listener.arrived(taskId, result));
    }
    sweep(now);
  }

  Optional<StoredResult> find(String taskId, long now) {
    return Optional.ofNullable(byTask.get(taskId)).filter(result -> result.expiresAt() > now);
  }

  void forget(String taskId) {
    byTask.remove(taskId);
  }

  /** Adds a listener for a task, which may be told more than once. */
  void listen(String taskId, ResultListener listener) {
    listeners.compute(
        taskId,
        (id, present) -> {
          Set<ResultListener> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(listener);
          return all;
        });
  }

  void unlisten(String taskId, ResultListener listener) {
    listeners.computeIfPresent(
        taskId,
        (id, present) -> {
          present.remove(listener);
          return present.isEmpty() ? null : present;
        });
  }

  /** How many documents it holds, expired ones among them. */
  int size() {
    return byTask.size();
  }

  private void sweep(long now) {
    int limit = sweepAt.get();
    if (byTask.size() >= limit && sweepAt.compareAndSet(limit, Integer.MAX_VALUE)) {
      byTask.values().removeIf(result -> result.expiresAt() <= now);
      sweepAt.set(Math.max(SMALL, 2 * byTask.size()));
    }
  }
}
