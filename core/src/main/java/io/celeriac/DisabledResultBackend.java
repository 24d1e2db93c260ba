package io.celeriac;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** No result backend: nothing is stored, and asking for a result says what to set. */
final class DisabledResultBackend implements ResultBackend {

  @Override
  public String displayUrl() {
    return "disabled://";
  }

  @Override
  public void store(ResultDocument document) {}

  @Override
  public Optional<ResultDocument> find(String taskId) {
    throw none(taskId);
  }

  @Override
  public void forget(String taskId) {
    throw none(taskId);
  }

  @Override
  public void watch(String taskId) {}

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return CompletableFuture.failedFuture(none(taskId));
  }

  @Override
  public void unwatch(String taskId) {}

  @Override
  public void close() {}

  private static ResultBackendException none(String taskId) {
    return new ResultBackendException(
        "The result of task "
            + taskId
            + " is stored nowhere: no result backend is set; set result_backend, such as"
            + " redis://localhost/0, in the app, CELERY_RESULT_BACKEND or the configuration file, for"
            + " the worker and the caller alike");
  }
}
