package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that every Celery has of itself, and that workflows and Beat call by name.
 * docs/protocol/canvas.md, section 7.
 */
final class BuiltinTasks {

  static final String PREFIX = "celery.";
  static final String CHAIN = "celery.chain";
  static final String GROUP = "celery.group";
  static final String CHORD = "celery.chord";
  static final String MAP = "celery.map";
  static final String STARMAP = "celery.starmap";
  static final String CHUNKS = "celery.chunks";
  static final String ACCUMULATE = "celery.accumulate";
  static final String CHORD_UNLOCK = "celery.chord_unlock";
  static final String BACKEND_CLEANUP = "celery.backend_cleanup";

  private BuiltinTasks() {}

  /** All of them, for an app with these settings. */
  static List<TaskDefinition<?>> all(Settings settings) {
    return List.of(
        task(ACCUMULATE)
            .parameter(TaskParameter.rest("args", Object.class))
            .parameter(TaskParameter.nullable("index", Integer.class))
            .handler((task, arguments) -> accumulate(arguments)),
        task(MAP)
            .parameter(TaskParameter.required("task", Object.class))
            .parameter(TaskParameter.required("it", List.class))
            .handler((task, arguments) -> map(task, arguments, false)),
        task(STARMAP)
            .parameter(TaskParameter.required("task", Object.class))
            .parameter(TaskParameter.required("it", List.class))
            .handler((task, arguments) -> map(task, arguments, true)),
        task(CHUNKS)
            .parameter(TaskParameter.required("task", Object.class))
            .parameter(TaskParameter.required("it", List.class))
            .parameter(TaskParameter.required("n", Integer.class))
            .handler(BuiltinTasks::chunks),
        task(BACKEND_CLEANUP)
            .handler((task, arguments) -> {
              task.app().parts().backend().cleanup();
              return null;
            }),
        task(CHAIN)
            .parameter(TaskParameter.rest("args", Object.class))
            .parameter(TaskParameter.restByName("kwargs", Object.class))
            .handler((task, arguments) -> {
              throw new UnsupportedOperationException("chain is not a real task");
            }),
        task(GROUP)
            .parameter(TaskParameter.required("tasks", List.class))
            .parameter(TaskParameter.nullable("result", Object.class))
            .parameter(TaskParameter.nullable("group_id", String.class))
            .parameter(TaskParameter.nullable("partial_args", List.class))
            .parameter(TaskParameter.nullable("add_to_parent", Boolean.class))
            .bound()
            .handler(BuiltinTasks::group),
        task(CHORD)
            .parameter(TaskParameter.required("header", Object.class))
            .parameter(TaskParameter.required("body", Object.class))
            .parameter(TaskParameter.nullable("partial_args", List.class))
            .parameter(TaskParameter.restByName("kwargs", Object.class))
            .bound()
            .handler(BuiltinTasks::chord),
        task(CHORD_UNLOCK)
            .parameter(TaskParameter.required("group_id", String.class))
            .parameter(TaskParameter.required("callback", Object.class))
            .parameter(TaskParameter.nullable("interval", Double.class))
            .parameter(TaskParameter.nullable("max_retries", Integer.class))
            .parameter(TaskParameter.nullable("result", List.class))
            .parameter(TaskParameter.restByName("kwargs", Object.class))
            .options(
                TaskOptions.builder()
                    .ignoreResult(true)
                    .maxRetries(-1)
                    .defaultRetryDelay(settings.get(Setting.RESULT_CHORD_RETRY_INTERVAL))
                    .build())
            .bound()
            .handler(BuiltinTasks::chordUnlock));
  }

  private static TaskDefinition.Builder<Object> task(String name) {
    return TaskDefinition.named(name, Object.class);
  }

  private static @Nullable Object accumulate(Arguments arguments) {
    List<?> args = (List<?>) Objects.requireNonNull(arguments.at(0));
    return arguments.at(1) instanceof Integer index
        ? args.get(index < 0 ? args.size() + index : index)
        : args;
  }

  /** Calls a task's code for each item, here and now; of the signature only the name counts. */
  private static List<@Nullable Object> map(TaskContext task, Arguments arguments, boolean spread)
      throws Exception {
    CeleryParts parts = task.app().parts();
    String name = Drafts.of(arguments.at(0)).task();
    TaskDefinition<?> inner =
        parts.tasks().find(name).orElseThrow(() -> new TaskError.NotRegistered(name));
    List<@Nullable Object> results = new ArrayList<>();
    for (Object item : (List<?>) Objects.requireNonNull(arguments.at(1))) {
      List<@Nullable Object> args = new ArrayList<>();
      if (spread && item instanceof List<?> several) {
        args.addAll(several);
      } else {
        args.add(item);
      }
      results.add(
          inner.handler().run(task, Arguments.bind(inner, args, Map.of(), parts.converter())));
    }
    return results;
  }

  private static Object chunks(TaskContext task, Arguments arguments) {
    GroupDraft group =
        TaskDraft.chunks(
            arguments.at(0),
            (List<?>) Objects.requireNonNull(arguments.at(1)),
            arguments.intAt(2),
            List.class);
    return apply(task, group, List.of());
  }

  private static Object group(TaskContext task, Arguments arguments) {
    GroupDraft group = GroupDraft.sharing(Drafts.several(arguments.at(0)));
    if (arguments.at(2) instanceof String id) {
      group.options.put(Draft.TASK_ID, id);
    }
    return apply(task, group, args(arguments.at(3)));
  }

  private static Object chord(TaskContext task, Arguments arguments) {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    kwargs.put("header", arguments.at(0));
    kwargs.put("body", arguments.at(1));
    kwargs.put("kwargs", Map.of());
    Draft chord = Drafts.of(new SignatureData(CHORD, List.of(), kwargs, Map.of(), "chord", false));
    return apply(task, chord, args(arguments.at(2)));
  }

  private static List<@Nullable Object> args(@Nullable Object given) {
    return given instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  private static Object apply(TaskContext task, Draft draft, List<@Nullable Object> args) {
    return task.app().parts().canvas().send(draft, args, Map.of()).toTuple().toWire();
  }

  private static @Nullable Object chordUnlock(TaskContext task, Arguments arguments)
      throws Exception {
    CeleryParts parts = task.app().parts();
    WorkflowProgress workflows = task.app().workflows();
    String groupId = arguments.required(0, String.class);
    Draft body = Drafts.of(arguments.at(1));
    List<ResultTuple> tuples =
        arguments.at(4) instanceof List<?> list
            ? list.stream().map(ResultTuple::fromWire).toList()
            : List.of();
    AsyncResult<?> header = parts.results().of(ResultTuple.group(groupId, tuples), Object.class);
    RuntimeException unreachable = null;
    boolean ready = false;
    try {
      ready = header.ready();
    } catch (ResultBackendException e) {
      unreachable = e;
    }
    if (!ready) {
      Retry again = again(arguments, unreachable);
      int limit = again.maxRetries().orElse(-1);
      if (limit < 0 || task.request().retries() < limit) {
        throw again;
      }
      Throwable cause =
          unreachable == null
              ? new TaskError.MaxRetriesExceededError(
                  "the header of chord " + groupId + " has not ended")
              : unreachable;
      TaskError.ChordError error =
          new TaskError.ChordError(
              "chord_unlock could not be retried: " + Failures.repr(cause), cause);
      workflows.chordFailure().fail(body, error);
      throw error;
    }
    Optional<ResultDocument> culprit = culprit(parts, header);
    if (culprit.isPresent()) {
      ResultDocument failed = culprit.get();
      Throwable cause = Failures.stored(failed.taskId(), failed.result(), failed.traceback());
      workflows
          .chordFailure()
          .fail(
              body,
              new TaskError.ChordError(
                  "Dependency " + failed.taskId() + " raised " + Failures.repr(cause), cause));
      return null;
    }
    Duration timeout =
        parts.settings().find(Setting.RESULT_CHORD_JOIN_TIMEOUT).orElse(Duration.ofDays(1));
    List<@Nullable Object> values = new ArrayList<>();
    Object joined = TaskContext.allowJoinResult(() -> header.get(timeout));
    values.addAll((List<?>) Objects.requireNonNull(joined));
    try {
      workflows.chords().send(body, values);
    } catch (BrokerException e) {
      workflows
          .chordFailure()
          .fail(body, new TaskError.ChordError("Callback error: " + Failures.repr(e), e));
    }
    return null;
  }

  private static Retry again(Arguments arguments, @Nullable RuntimeException cause) {
    Retry again =
        arguments.at(2) instanceof Double seconds
            ? Retry.in(Duration.ofNanos((long) (seconds * 1e9)))
            : Retry.later();
    again = arguments.at(3) instanceof Integer limit ? again.maxRetries(limit) : again;
    return cause == null ? again : again.because(cause);
  }

  private static Optional<ResultDocument> culprit(CeleryParts parts, AsyncResult<?> header) {
    Map<String, ResultDocument> documents = parts.results().documents(header.leaves());
    return header.leaves().stream()
        .map(documents::get)
        .filter(Objects::nonNull)
        .filter(each -> !each.status().equals("SUCCESS"))
        .findFirst();
  }
}
