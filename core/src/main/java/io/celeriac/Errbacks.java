package io.celeriac;

import io.celeriac.spi.RunningTask;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.ValueConverter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the error callbacks of a failed task. Those of the new style, which take the request, the
 * exception and the traceback, are called here and now; all others are sent as one group with the
 * id of the failed task. docs/protocol/canvas.md, section 8.2.
 */
final class Errbacks {

  private static final Logger LOG = LoggerFactory.getLogger(Errbacks.class);

  private final Celery app;
  private final TaskRegistry tasks;
  private final ValueConverter converter;
  private final CanvasSender canvas;

  Errbacks(Celery app, TaskRegistry tasks, ValueConverter converter, CanvasSender canvas) {
    this.app = app;
    this.tasks = tasks;
    this.converter = converter;
    this.canvas = canvas;
  }

  /** Calls each once. */
  void call(
      TaskRequest request, List<Draft> errbacks, Throwable thrown, @Nullable String traceback) {
    List<Draft> byId = new ArrayList<>();
    for (Draft errback : errbacks) {
      Optional<TaskDefinition<?>> inline = inline(errback);
      if (inline.isPresent()) {
        call(inline.get(), (TaskDraft) errback, request, thrown, traceback);
      } else {
        byId.add(errback);
      }
    }
    if (byId.isEmpty()) {
      return;
    }
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    options.put("parent_id", request.id());
    options.put("root_id", request.rootId());
    canvas.send(GroupDraft.sharing(byId), List.of(request.id()), options);
  }

  /** The task to call at once: known here, not bound, and with more than one argument to give. */
  private Optional<TaskDefinition<?>> inline(Draft errback) {
    return errback instanceof TaskDraft call
        ? tasks.find(call.task()).filter(task -> !task.bound() && takesMore(task, call))
        : Optional.empty();
  }

  private static boolean takesMore(TaskDefinition<?> task, TaskDraft call) {
    long open =
        task.parameters().stream()
            .filter(each -> each.presence() != TaskParameter.Presence.REST_BY_NAME)
            .filter(each -> call.immutable || !call.kwargs.containsKey(each.name()))
            .count();
    boolean any =
        task.parameters().stream().anyMatch(each -> each.presence() == TaskParameter.Presence.REST);
    return any || open - (call.immutable ? 0 : call.args.size()) > 1;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever an errback throws harms nothing else
  private void call(
      TaskDefinition<?> task,
      TaskDraft errback,
      TaskRequest request,
      Throwable thrown,
      @Nullable String traceback) {
    List<@Nullable Object> args = new ArrayList<>();
    if (!errback.immutable) {
      args.add(request);
      args.add(thrown);
      args.add(traceback);
    }
    args.addAll(errback.args);
    try {
      RunningTask context =
          TaskScope.current().orElseGet(() -> new DetachedTask(app, request, task));
      Object ignored =
          task.handler().run(context, Arguments.bind(task, args, errback.kwargs, converter));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | StackOverflowError | AssertionError e) {
      LOG.error(
          "Error callback {} of task {}[{}] threw; that changes nothing for the task",
          task.name(),
          request.task(),
          request.id(),
          e);
    }
  }
}
