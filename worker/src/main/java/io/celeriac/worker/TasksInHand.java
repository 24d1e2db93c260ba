package io.celeriac.worker;

import io.celeriac.SensitiveParameters;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.IsoTime;
import io.celeriac.protocol.PythonRepr;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tasks that a worker holds, and how remote control tells of them. */
final class TasksInHand {

  /** Celery's timer runs them all with this priority. */
  private static final int TIMER_PRIORITY = 6;

  private final Dispatcher dispatcher;
  private final Backlog backlog;
  private final Clock clock;

  TasksInHand(Dispatcher dispatcher, Backlog backlog, Clock clock) {
    this.dispatcher = dispatcher;
    this.backlog = backlog;
    this.clock = clock;
  }

  /** Those that run. */
  Stream<Execution> active() {
    return dispatcher.active().stream();
  }

  /** Those that wait for nothing but a slot. */
  Stream<Execution> reserved() {
    return waiting(Execution.Waiting.SLOT);
  }

  /** Those that wait for their time. */
  Stream<Execution> scheduled() {
    return waiting(Execution.Waiting.TIME);
  }

  private Stream<Execution> waiting(Execution.Waiting what) {
    return backlog.tasks().filter(each -> each.waiting() == what);
  }

  /** Those of an id: one, unless it was delivered twice. */
  List<Execution> find(String id) {
    return Stream.concat(active(), backlog.tasks())
        .filter(each -> each.request().id().equals(id))
        .toList();
  }

  /** Where a task is, in Celery's words. */
  static String state(Execution execution) {
    if (execution.stage() == Execution.Stage.RUNNING) {
      return "active";
    }
    return switch (execution.waiting()) {
      case SLOT -> "reserved";
      case TIME -> "scheduled";
      case RATE -> "ready";
    };
  }

  /** Celery's task info object. */
  Map<String, @Nullable Object> info(Execution execution, boolean asText) {
    TaskRequest request = execution.request();
    boolean running = execution.stage() != Execution.Stage.RESERVED;
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("id", request.id());
    info.put("name", request.displayName());
    SensitiveParameters secret = execution.task().options().sensitive();
    List<@Nullable Object> args = secret.args(request.args());
    Map<String, @Nullable Object> kwargs = secret.kwargs(request.kwargs());
    info.put("args", asText ? PythonRepr.ofArgs(args) : args);
    info.put("kwargs", asText ? PythonRepr.ofKwargs(kwargs) : kwargs);
    info.put("type", request.task());
    info.put("hostname", request.hostname());
    info.put("time_start", running ? (Object) started(execution) : null);
    info.put("acknowledged", execution.acknowledged());
    Map<String, @Nullable Object> delivery = new LinkedHashMap<>();
    delivery.put("exchange", request.deliveryInfo().exchange());
    delivery.put("routing_key", request.deliveryInfo().routingKey());
    delivery.put("priority", request.priority().orElse(null));
    delivery.put("redelivered", request.redelivered());
    info.put("delivery_info", delivery);
    info.put("worker_pid", running ? (Object) pid(execution) : null);
    return info;
  }

  private static long pid(Execution execution) {
    return execution.pid() == 0 ? ProcessHandle.current().pid() : execution.pid();
  }

  private double started(Execution execution) {
    Instant now = clock.instant();
    return now.getEpochSecond() + (now.getNano() - execution.runtimeNanos()) / 1e9;
  }

  /** A task that waits for its time. */
  Map<String, @Nullable Object> scheduledInfo(Execution execution) {
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("eta", execution.request().eta().map(IsoTime::format).orElse(null));
    info.put("priority", TIMER_PRIORITY);
    info.put("request", info(execution, false));
    return info;
  }

  /** The info objects of several. */
  List<Map<String, @Nullable Object>> infos(Stream<Execution> executions, boolean asText) {
    List<Map<String, @Nullable Object>> infos = new ArrayList<>();
    executions.forEach(each -> infos.add(info(each, asText)));
    return infos;
  }
}
