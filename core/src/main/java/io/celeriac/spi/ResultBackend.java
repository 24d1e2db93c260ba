package io.celeriac.spi;

import io.celeriac.protocol.ResultTuple;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where the states and results of tasks are kept. Thread-safe; methods may block. Failures to reach
 * the store are {@link io.celeriac.ResultBackendException}s, after the retries that the settings
 * ask for.
 */
public interface ResultBackend extends AutoCloseable {

  /** The store's address as a person may see it: the password masked. */
  String displayUrl();

  /**
   * Stores a document. A stored SUCCESS is final: a later write of any state is dropped without an
   * error.
   */
  void store(ResultDocument document);

  /**
   * Stores a document, for whoever sent the task to find. Backends that keep documents have no use
   * for the address.
   *
   * @param reply where the sender awaits it
   */
  default void store(ResultDocument document, ReplyAddress reply) {
    store(document);
  }

  /** What is stored for a task; empty when nothing is, which Celery calls PENDING. */
  Optional<ResultDocument> find(String taskId);

  /** What is stored for several tasks, in one round trip where the store can; others are absent. */
  default Map<String, ResultDocument> findAll(Collection<String> taskIds) {
    Map<String, ResultDocument> found = new LinkedHashMap<>();
    taskIds.forEach(id -> find(id).ifPresent(document -> found.put(id, document)));
    return found;
  }

  /** Deletes what is stored for a task. */
  void forget(String taskId);

  /**
   * Keeps a group's results under the group's id, so that others find them by the id alone.
   *
   * @throws UnsupportedOperationException when this backend cannot
   */
  void saveGroup(ResultTuple group);

  /**
   * A group that was saved.
   *
   * @throws UnsupportedOperationException when this backend cannot
   */
  Optional<ResultTuple> findGroup(String groupId);

  /**
   * Deletes a group that was saved; not its members' results.
   *
   * @throws UnsupportedOperationException when this backend cannot
   */
  void forgetGroup(String groupId);

  /** How it brings a chord's header together. */
  ChordSupport chords();

  /**
   * Deletes what has expired, where the store does not do so by itself; what the task {@code
   * celery.backend_cleanup} does.
   */
  default void cleanup() {}

  /**
   * Whether what has expired goes by itself; where it does not, beat sends {@code
   * celery.backend_cleanup} once a day.
   */
  default boolean expiresByItself() {
    return true;
  }

  /** Whether a result stays for others to read; false when each is sent to one receiver. */
  default boolean isPersistent() {
    return true;
  }

  /**
   * Starts watching for a result, called before the task is sent so that no notification is missed.
   * Costs one subscription for all watched results, not a connection each.
   */
  void watch(String taskId);

  /**
   * Completes with the document when the task has reached a state that is final (SUCCESS, FAILURE,
   * REVOKED), at once when it already has; exceptionally when the backend is closed.
   */
  CompletableFuture<ResultDocument> ready(String taskId);

  /** Stops watching; futures of {@link #ready} for it are cancelled. */
  void unwatch(String taskId);

  @Override
  void close();
}
