package io.celeriac.worker;

import io.celeriac.Failures;
import io.celeriac.Reject;
import io.celeriac.SensitiveParameters;
import io.celeriac.Setting;
import io.celeriac.TaskError;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.DateDone;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.WorkerEnvironment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores what becomes of a task, in the documents of Celery's result backends. What is ignored is
 * not written; errors of ignored tasks are, when the options say so.
 */
final class ResultWriter {

  private static final Set<String> FINAL = Set.of("SUCCESS", "FAILURE", "REVOKED");

  private final WorkerEnvironment app;
  private final String hostname;
  private final boolean enabled;
  private final boolean extended;
  private final DateDone done;
  private final ResultPatience patience;

  ResultWriter(WorkerEnvironment app, String hostname) {
    this.app = app;
    this.hostname = hostname;
    this.enabled = app.hasResultBackend();
    this.extended = app.settings().get(Setting.RESULT_EXTENDED);
    this.done = DateDone.of(app.settings(), app.clock());
    this.patience = new ResultPatience(app.settings());
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

  void failure(Execution execution, Throwable thrown, @Nullable String traceback) {
    if (errorsWanted(execution)) {
      store(execution, "FAILURE", Failures.toWire(thrown), traceback, true);
    }
  }

  /**
   * The stack trace that is stored; none for what the worker made: no code of the task threw it.
   */
  static @Nullable String traceback(Throwable thrown) {
    return switch (thrown) {
      case TaskError.TimeLimitExceeded _, TaskError.WorkerLostError _, Reject _ -> null;
      case RemoteFailure remote -> remote.traceback().orElse(null);
      default -> Failures.traceback(thrown);
    };
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
      store(execution, "REVOKED", revocation(reason), null, true);
    }
  }

  /** Stores that a task is revoked of which nothing is known but its id. */
  void revoked(String id) {
    app.resultBackend()
        .store(
            new ResultDocument(
                id,
                "REVOKED",
                revocation("revoked"),
                null,
                null,
                done.now(),
                null,
                null,
                Map.of()));
  }

  /** The exception that stands for a task that was not run. */
  static Map<String, @Nullable Object> revocation(String reason) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("exc_type", "TaskRevokedError");
    error.put("exc_message", List.of(reason));
    error.put("exc_module", "celery.exceptions");
    return error;
  }

  /** A running task says how far it is. */
  void custom(Execution execution, String state, @Nullable Object meta) {
    if (enabled && !execution.policy().ignoreResult()) {
      store(execution, state, app.converter().toWire(meta), null, FINAL.contains(state));
    }
  }

  /** For a task that no worker code knows. */
  void notRegistered(String id, String name, MessageProperties properties) {
    if (enabled) {
      send(
          new ResultDocument(
              id,
              "FAILURE",
              Failures.toWire(new TaskError.NotRegistered(name)),
              null,
              List.of(),
              done.now(),
              null,
              null,
              extended ? unknown() : Map.of()),
          Optional.ofNullable(properties.replyTo()),
          properties.correlationId() == null ? id : properties.correlationId());
    }
  }

  /** The extended members of a task of which nothing is known. */
  private static Map<String, @Nullable Object> unknown() {
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    List.of("name", "args", "kwargs", "worker", "retries", "queue")
        .forEach(name -> more.put(name, null));
    return more;
  }

  /** Whether failures of a task are stored. */
  boolean errorsWanted(Execution execution) {
    return enabled && (!execution.policy().ignoreResult() || execution.policy().storeErrors());
  }

  private void store(
      Execution execution,
      String state,
      @Nullable Object result,
      @Nullable String traceback,
      boolean ended) {
    TaskRequest request = execution.request();
    send(
        new ResultDocument(
            request.id(),
            state,
            result,
            traceback,
            execution.children().stream().<@Nullable Object>map(ResultTuple::toWire).toList(),
            ended ? done.now() : null,
            request.group().orElse(null),
            request.parentId().orElse(null),
            extended ? extended(execution) : Map.of()),
        request.replyTo(),
        request.correlationId().orElse(request.id()));
  }

  private void send(ResultDocument document, Optional<String> replyTo, String correlationId) {
    patience.write(() -> {
      if (replyTo.isPresent()) {
        app.resultBackend().store(document, new ReplyAddress(replyTo.get(), correlationId));
      } else {
        app.resultBackend().store(document);
      }
    });
  }

  /** What else is written when a task ends, with the same patience. */
  void patiently(Runnable write) {
    patience.write(write);
  }

  private Map<String, @Nullable Object> extended(Execution execution) {
    TaskRequest request = execution.request();
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    more.put("name", request.task());
    SensitiveParameters secret = execution.task().options().sensitive();
    more.put("args", secret.args(request.args()));
    more.put("kwargs", secret.kwargs(request.kwargs()));
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
