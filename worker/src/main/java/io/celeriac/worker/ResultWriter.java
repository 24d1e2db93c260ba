package io.celeriac.worker;

import io.celeriac.Failures;
import io.celeriac.Setting;
import io.celeriac.TaskError;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.IsoTime;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.WorkerEnvironment;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores what becomes of a task, in the documents of Celery's result backends. What is ignored is
 * not written; errors of ignored tasks are, when the options say so.
 */
final class ResultWriter {

  private final WorkerEnvironment app;
  private final String hostname;
  private final boolean enabled;
  private final boolean extended;
  private final ZoneId zone;

  ResultWriter(WorkerEnvironment app, String hostname) {
    this.app = app;
    this.hostname = hostname;
    this.enabled = app.hasResultBackend();
    this.extended = app.settings().get(Setting.RESULT_EXTENDED);
    this.zone = app.settings().find(Setting.TIMEZONE).orElse(ZoneOffset.UTC);
  }

  void started(Execution execution) {
    if (enabled && execution.policy().trackStarted() && !execution.policy().ignoreResult()) {
      Map<String, @Nullable Object> meta = new LinkedHashMap<>();
      meta.put("pid", ProcessHandle.current().pid());
      meta.put("hostname", hostname);
      store(execution, "STARTED", meta, null, false);
    }
  }

  /**
   * Stores a success.
   *
   * @throws TaskError.EncodeError when the result serializer cannot carry the value
   */
  void success(Execution execution, @Nullable Object value) {
    if (enabled && !execution.policy().ignoreResult()) {
      try {
        store(execution, "SUCCESS", value, null, true);
      } catch (EncodeException e) {
        throw new TaskError.EncodeError(String.valueOf(e.getMessage()));
      }
    }
  }

  void failure(Execution execution, Throwable thrown) {
    if (errorsWanted(execution)) {
      // A worker-made failure has no stack trace worth showing: no code of the task threw it.
      boolean made = thrown instanceof TaskError.TimeLimitExceeded;
      store(
          execution,
          "FAILURE",
          Failures.toWire(thrown),
          made ? null : Failures.traceback(thrown),
          true);
    }
  }

  void retry(Execution execution, Outcome.Again again) {
    if (errorsWanted(execution)) {
      Throwable reason = again.retry().reason().orElse(null);
      store(
          execution,
          "RETRY",
          reason == null ? null : Failures.toWire(reason),
          Failures.traceback(again.retry()),
          false);
    }
  }

  void revoked(Execution execution, String reason) {
    if (enabled && !execution.policy().ignoreResult()) {
      Map<String, @Nullable Object> error = new LinkedHashMap<>();
      error.put("exc_type", "TaskRevokedError");
      error.put("exc_message", List.of(reason));
      error.put("exc_module", "celery.exceptions");
      store(execution, "REVOKED", error, null, true);
    }
  }

  /** A running task says how far it is. */
  void custom(Execution execution, String state, Map<String, ?> meta) {
    if (enabled && !execution.policy().ignoreResult()) {
      store(execution, state, app.converter().toWire(meta), null, false);
    }
  }

  /** For a task that no worker code knows. */
  void notRegistered(String id, String name) {
    if (enabled) {
      app.resultBackend()
          .store(
              new ResultDocument(
                  id,
                  "FAILURE",
                  Failures.toWire(new TaskError.NotRegistered(name)),
                  null,
                  List.of(),
                  now(),
                  null,
                  null,
                  Map.of()));
    }
  }

  private boolean errorsWanted(Execution execution) {
    return enabled && (!execution.policy().ignoreResult() || execution.policy().storeErrors());
  }

  private String now() {
    return IsoTime.format(
        OffsetDateTime.ofInstant(app.clock().instant().truncatedTo(ChronoUnit.MICROS), zone));
  }

  private void store(
      Execution execution,
      String state,
      @Nullable Object result,
      @Nullable String traceback,
      boolean done) {
    TaskRequest request = execution.request();
    app.resultBackend()
        .store(
            new ResultDocument(
                request.id(),
                state,
                result,
                traceback,
                children(execution),
                done ? now() : null,
                request.group().orElse(null),
                request.parentId().orElse(null),
                extended ? extended(execution) : Map.of()));
  }

  /** Result tuples: {@code [[id, null], null]} for each. */
  private static List<@Nullable Object> children(Execution execution) {
    List<@Nullable Object> tuples = new ArrayList<>(execution.children().size());
    for (String child : execution.children()) {
      List<@Nullable Object> id = new ArrayList<>(2);
      id.add(child);
      id.add(null);
      List<@Nullable Object> tuple = new ArrayList<>(2);
      tuple.add(id);
      tuple.add(null);
      tuples.add(tuple);
    }
    return tuples;
  }

  private Map<String, @Nullable Object> extended(Execution execution) {
    TaskRequest request = execution.request();
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    more.put("name", request.task());
    more.put("args", request.args());
    more.put("kwargs", request.kwargs());
    more.put("worker", hostname);
    more.put("retries", request.retries());
    more.put("queue", request.deliveryInfo().routingKey());
    List<String> stamps = request.message().headers().stampedHeaders();
    if (stamps != null && !stamps.isEmpty()) {
      more.put("stamped_headers", stamps);
      stamps.forEach(name -> more.put(name, request.stamps().get(name)));
    }
    return more;
  }
}
