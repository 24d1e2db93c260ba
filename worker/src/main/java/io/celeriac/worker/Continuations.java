package io.celeriac.worker;

import io.celeriac.SendOptions;
import io.celeriac.Signature;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.WorkerEnvironment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sends what follows a task: its callbacks, the next step of its chain, its error callbacks. */
final class Continuations {

  private final WorkerEnvironment app;

  Continuations(WorkerEnvironment app) {
    this.app = app;
  }

  /** After a success; several callbacks are sent as a group, as Celery does. */
  void succeeded(TaskRequest request, @Nullable Object value) {
    List<SignatureData> callbacks = request.embed().callbacks();
    if (callbacks != null) {
      String group = callbacks.size() > 1 ? UUID.randomUUID().toString() : null;
      for (int i = 0; i < callbacks.size(); i++) {
        Signature<?> callback = withResult(Signature.fromData(callbacks.get(i)), value);
        app.send(
            group == null
                ? lineage(callback, request)
                : lineage(callback, request).option("group_id", group).option("group_index", i));
      }
    }
    List<SignatureData> chain = request.embed().chain();
    if (chain != null && !chain.isEmpty()) {
      // The rest of a chain travels in reverse: the next step is the last element.
      List<@Nullable Object> rest = new ArrayList<>(chain.subList(0, chain.size() - 1));
      app.send(
          lineage(withResult(Signature.fromData(chain.getLast()), value), request)
              .option("chain", Collections.unmodifiableList(rest)));
    }
  }

  /** After a failure: error callbacks of the old style, called with the id of the failed task. */
  void failed(TaskRequest request) {
    List<SignatureData> errbacks = request.embed().errbacks();
    if (errbacks == null) {
      return;
    }
    for (SignatureData errback : errbacks) {
      app.send(lineage(withResult(Signature.fromData(errback), request.id()), request));
    }
  }

  private static Signature<?> withResult(Signature<?> signature, @Nullable Object value) {
    return signature.isImmutable() ? signature : signature.prepend(value);
  }

  private static Signature<?> lineage(Signature<?> signature, TaskRequest request) {
    return signature.options(
        SendOptions.NONE.with("root_id", request.rootId()).with("parent_id", request.id()));
  }
}
