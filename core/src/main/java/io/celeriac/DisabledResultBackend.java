package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordSupport;
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
    throw none("task " + taskId);
  }

  @Override
  public void forget(String taskId) {
    throw none("task " + taskId);
  }

  @Override
  public void saveGroup(ResultTuple group) {
    throw none("group " + group.id());
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    throw none("group " + groupId);
  }

  @Override
  public void forgetGroup(String groupId) {
    throw none("group " + groupId);
  }

  @Override
  public ChordSupport chords() {
    return new ChordSupport.Refused(
        "A chord needs a result backend, and none is set; set result_backend, such as"
            + " redis://localhost/0, for the worker and the caller alike");
  }

  @Override
  public boolean isPersistent() {
    return false;
  }

  @Override
  public void watch(String taskId) {}

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return CompletableFuture.failedFuture(none("task " + taskId));
  }

  @Override
  public void unwatch(String taskId) {}

  @Override
  public void close() {}

  private static ResultBackendException none(String what) {
    return new ResultBackendException(
        "The result of "
            + what
            + " is stored nowhere: no result backend is set; set result_backend, such as"
            + " redis://localhost/0, in the app, CELERY_RESULT_BACKEND or the configuration file, for"
            + " the worker and the caller alike");
  }
}
