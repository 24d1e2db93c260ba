package io.celeriac.spi;

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

  /** What is stored for a task; empty when nothing is, which Celery calls PENDING. */
  Optional<ResultDocument> find(String taskId);

  /** Deletes what is stored for a task. */
  void forget(String taskId);

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
