package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.spi.WorkerEnvironment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands that ask about tasks: those in hand, and those that are registered. */
final class TaskCommands {

  private static final List<String> DEFAULT_ATTRIBUTES =
      List.of("exchange", "routing_key", "rate_limit");

  private static final Set<String> QUESTIONS =
      Set.of(
          "active",
          "dump_active",
          "reserved",
          "dump_reserved",
          "scheduled",
          "dump_schedule",
          "query_task");

  private final WorkerEnvironment app;
  private final TasksInHand tasks;
  private final RateLimits rates;

  TaskCommands(WorkerEnvironment app, TasksInHand tasks, RateLimits rates) {
    this.app = app;
    this.tasks = tasks;
    this.rates = rates;
  }

  /** Whether a command asks about tasks that have arrived, and changes nothing. */
  static boolean isQuestion(String method) {
    return QUESTIONS.contains(method);
  }

  void register(Panel panel) {
    panel.add(
        CommandSignature.of("active"),
        "dump_active",
        arguments -> infos(TasksInHand::active, arguments.flag("safe")));
    panel.add(
        CommandSignature.of("reserved"),
        "dump_reserved",
        arguments -> infos(TasksInHand::reserved, false));
    panel.add(
        CommandSignature.of("scheduled"),
        "dump_schedule",
        arguments ->
            tasks
                .scheduled()
                .sorted(Comparator.comparing(each -> each.request().eta().orElseThrow()))
                .map(tasks::scheduledInfo)
                .toList());
    panel.add(CommandSignature.of("query_task", "ids"), this::query);
    panel.add(CommandSignature.of("registered"), "dump_tasks", this::registered);
  }

  private List<Map<String, @Nullable Object>> infos(
      Function<TasksInHand, Stream<Execution>> which, boolean safe) {
    return tasks.infos(which.apply(tasks), safe);
  }

  private Object query(CommandArguments arguments) {
    Map<String, @Nullable Object> found = new LinkedHashMap<>();
    for (String id : arguments.texts("ids")) {
      tasks.find(id).stream()
          .findFirst()
          .ifPresent(
              each -> found.put(id, List.of(TasksInHand.state(each), tasks.info(each, false))));
    }
    return found;
  }

  private Object registered(CommandArguments arguments) {
    List<String> attributes = arguments.texts("taskinfoitems");
    List<TaskDefinition<?>> all = new ArrayList<>(app.tasks());
    if (arguments.flag("builtins")) {
      all.addAll(app.builtinTasks());
    } else {
      all.removeIf(task -> task.name().startsWith("celery."));
    }
    all.sort(Comparator.comparing(TaskDefinition::name));
    return all.stream()
        .map(task -> text(task, attributes.isEmpty() ? DEFAULT_ATTRIBUTES : attributes))
        .toList();
  }

  private String text(TaskDefinition<?> task, List<String> attributes) {
    StringJoiner info = new StringJoiner(" ", " [", "]").setEmptyValue("");
    for (String attribute : attributes) {
      attribute(task, attribute).ifPresent(value -> info.add(attribute + "=" + text(value)));
    }
    return task.name() + info;
  }

  private static String text(Object value) {
    return value instanceof String text ? text : PythonRepr.of(value);
  }

  /** An attribute of a task by Celery's name; empty for what is not set, or not known here. */
  private Optional<?> attribute(TaskDefinition<?> task, String name) {
    TaskOptions options = task.options();
    return switch (name) {
      case "name" -> Optional.of(task.name());
      case "exchange" -> options.exchange();
      case "routing_key" -> options.routingKey();
      case "queue" -> options.queue();
      case "priority" -> options.priority();
      case "rate_limit" -> rates.text(task.name());
      case "serializer" ->
          options.serializer().or(() -> app.settings().find(Setting.TASK_SERIALIZER));
      case "compression" ->
          options.compression().or(() -> app.settings().find(Setting.TASK_COMPRESSION));
      case "max_retries" ->
          options.maxRetries() < 0 ? Optional.empty() : Optional.of(options.maxRetries());
      case "default_retry_delay" -> Optional.of(options.defaultRetryDelay().toSeconds());
      case "acks_late" ->
          Optional.of(options.acksLate().orElse(app.settings().get(Setting.TASK_ACKS_LATE)));
      case "ignore_result" ->
          Optional.of(
              options.ignoreResult().orElse(app.settings().get(Setting.TASK_IGNORE_RESULT)));
      case "track_started" ->
          Optional.of(
              options.trackStarted().orElse(app.settings().get(Setting.TASK_TRACK_STARTED)));
      case "time_limit" -> options.timeLimit().map(limit -> limit.toMillis() / 1000.0);
      case "soft_time_limit" -> options.softTimeLimit().map(limit -> limit.toMillis() / 1000.0);
      default -> Optional.empty();
    };
  }
}
