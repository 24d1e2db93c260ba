package io.celeriac.memory;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What backends of one name share: documents as bytes by task id, who wants to know of final ones,
 * saved groups and chords. Thread-safe.
 */
final class MemoryResults {
  private final ExpiringMap<StoredResult> byTask = new ExpiringMap<>();
  private final ConcurrentMap<String, Set<ResultListener>> listeners = new ConcurrentHashMap<>();
  private final ExpiringMap<StoredGroup> groups = new ExpiringMap<>();
  private final ExpiringMap<CountedChord> chords = new ExpiringMap<>();

  /** Stores a result unless a SUCCESS is there, and tells who listens if it is final. */
  void store(String taskId, StoredResult result, long now) {
    AtomicBoolean stored = new AtomicBoolean();
    byTask.change(
        taskId,
        now,
        present -> {
          boolean free = present == null || !present.isSuccess();
          stored.set(free);
          return free ? result : present;
        });
    if (stored.get() && result.isReady()) {
      listeners
          .getOrDefault(taskId, Set.of())
          .forEach(listener -> listener.arrived(taskId, result));
    }
  }

  Optional<StoredResult> find(String taskId, long now) {
    return byTask.find(taskId, now);
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

  /** Saved groups by their ids. */
  ExpiringMap<StoredGroup> groups() {
    return groups;
  }

  /** Chords by the ids of their headers. */
  ExpiringMap<CountedChord> chords() {
    return chords;
  }

  /** How many documents it holds, expired ones among them. */
  int size() {
    return byTask.size();
  }
}
