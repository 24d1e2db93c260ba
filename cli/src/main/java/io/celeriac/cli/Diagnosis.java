package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.TaskDefinition;
import io.celeriac.spi.BrokerFact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the settings of an app promise, by docs/guarantees.md, and what takes from it.
 *
 * @param row what holds for tasks without options of their own
 * @param results what holds for results
 * @param tasks what holds for the tasks for which it is something else
 * @param weaknesses what takes from it
 * @param facts what the broker says
 */
record Diagnosis(
    GuaranteeRow row,
    String results,
    Map<String, GuaranteeRow> tasks,
    List<Weakness> weaknesses,
    List<BrokerFact> facts) {

  /** What a fact is about when the broker could not be asked. */
  static final String NOT_REACHED = "broker";

  private static final String SAFE = ", or celeriac_profile = \"safe\"";

  /** Whether nothing was found by which a task or a result can be lost. */
  boolean isHealthy() {
    return weaknesses.stream()
        .noneMatch(each -> each.loses() || each.subject().equals(NOT_REACHED));
  }

  static Diagnosis of(Celery app, List<BrokerFact> facts) {
    Settings settings = app.settings();
    boolean late = settings.get(Setting.TASK_ACKS_LATE);
    GuaranteeRow row = row(app, late, facts);
    Map<String, GuaranteeRow> others = new LinkedHashMap<>();
    List<Weakness> weaknesses = new ArrayList<>();
    for (TaskDefinition<?> task : app.tasks()) {
      boolean own = task.options().acksLate().orElse(late);
      if (own != late) {
        others.put(task.name(), row(app, own, facts));
      }
      if (!own && late) {
        weaknesses.add(
            new Weakness(
                "acks_late of " + task.name(),
                "false",
                "options of the task",
                "this task is lost with the worker that runs it",
                "leave it out",
                true));
      }
    }
    weaknesses.addAll(ofTasks(settings, late));
    weaknesses.addAll(ofSending(app));
    weaknesses.addAll(ofResults(app));
    facts.stream()
        .filter(fact -> fact.weight() != BrokerFact.Weight.GOOD)
        .map(Diagnosis::weakness)
        .forEach(weaknesses::add);
    return new Diagnosis(row, results(app), others, weaknesses, facts);
  }

  private static GuaranteeRow row(Celery app, boolean late, List<BrokerFact> facts) {
    if (app.brokerUrl().startsWith("memory:")) {
      return GuaranteeRow.IN_ONE_PROCESS;
    }
    if (!confirms(app)) {
      return GuaranteeRow.NO_CONFIRMS;
    }
    if (!late) {
      return GuaranteeRow.EARLY;
    }
    GuaranteeRow row =
        facts.stream().anyMatch(fact -> fact.weight() == BrokerFact.Weight.LOSES)
            ? GuaranteeRow.LATE_ON_A_BROKER_THAT_FORGETS
            : facts.stream().anyMatch(fact -> fact.weight() == BrokerFact.Weight.WINDOW)
                ? GuaranteeRow.LATE_WITHIN_A_WINDOW
                : GuaranteeRow.LATE;
    return app.settings().get(Setting.WORKER_DEDUPLICATE_SUCCESSFUL_TASKS) && keepsResults(app)
        ? row.deduplicated()
        : row;
  }

  private static boolean keepsResults(Celery app) {
    return !app.resultBackendUrl().startsWith("disabled") && !isRpc(app);
  }

  private static boolean isRpc(Celery app) {
    return app.resultBackendUrl().startsWith("rpc");
  }

  private static boolean confirms(Celery app) {
    Object given =
        app.settings().get(Setting.BROKER_TRANSPORT_OPTIONS).getOrDefault("confirm_publish", true);
    return !String.valueOf(given).equals("false");
  }

  private static String results(Celery app) {
    if (app.resultBackendUrl().startsWith("disabled")) {
      return "none are kept: there is no result backend";
    }
    boolean insists = app.settings().get(Setting.RESULT_BACKEND_ALWAYS_RETRY);
    return "stored before a late ack; lost with the backend"
        + (insists
            ? ""
            : ", and, for tasks with early acks, when it is away for longer than "
                + seconds(app.settings()));
  }

  private static String seconds(Settings settings) {
    return settings.get(Setting.CELERIAC_RESULT_DEADLINE).toSeconds() + " s";
  }

  private static List<Weakness> ofTasks(Settings settings, boolean late) {
    List<Weakness> found = new ArrayList<>();
    if (!late) {
      found.add(
          of(
              settings,
              Setting.TASK_ACKS_LATE,
              "a task is lost with the worker that runs it",
              "true" + SAFE,
              true));
      return found;
    }
    if (!settings.find(Setting.TASK_REJECT_ON_WORKER_LOST).orElse(false)) {
      found.add(
          of(
              settings,
              Setting.TASK_REJECT_ON_WORKER_LOST,
              "a task whose child process dies counts as failed, and does not run again",
              "true" + SAFE,
              true));
    }
    if (!settings.get(Setting.WORKER_DEDUPLICATE_SUCCESSFUL_TASKS)) {
      found.add(
          of(
              settings,
              Setting.WORKER_DEDUPLICATE_SUCCESSFUL_TASKS,
              "a task that has succeeded runs again when its message comes once more",
              "true" + SAFE,
              false));
    }
    return found;
  }

  private static List<Weakness> ofSending(Celery app) {
    Settings settings = app.settings();
    List<Weakness> found = new ArrayList<>();
    if (app.brokerUrl().startsWith("memory:")) {
      found.add(
          of(
              settings,
              Setting.BROKER_URL,
              "what waits goes with the process",
              "a RabbitMQ or a Redis",
              true));
    }
    if (!confirms(app)) {
      found.add(
          new Weakness(
              "confirm_publish in broker_transport_options",
              "false",
              settings.origin(Setting.BROKER_TRANSPORT_OPTIONS),
              "nobody notices when the broker does not keep what is sent",
              "true, the default",
              true));
    }
    if (settings.get(Setting.TASK_DEFAULT_DELIVERY_MODE) == 1) {
      found.add(
          of(
              settings,
              Setting.TASK_DEFAULT_DELIVERY_MODE,
              "what waits goes with a restart of RabbitMQ",
              "2, the default",
              true));
    }
    if (!settings.get(Setting.TASK_PUBLISH_RETRY)) {
      found.add(
          of(
              settings,
              Setting.TASK_PUBLISH_RETRY,
              "a send fails with the first error; the caller is told, and may send again",
              "true, the default",
              false));
    }
    for (Queue queue : app.queues()) {
      if (!queue.durable() || queue.exclusive() || queue.autoDelete()) {
        found.add(
            new Weakness(
                "queue " + queue.name(),
                queue.durable() ? "auto-delete or exclusive" : "transient",
                settings.isSet(Setting.TASK_QUEUES) ? settings.origin(Setting.TASK_QUEUES) : "code",
                "it goes with its last consumer, or a restart, and what waits in it",
                "durable, not exclusive, not auto-delete",
                true));
      }
    }
    return found;
  }

  private static List<Weakness> ofResults(Celery app) {
    Settings settings = app.settings();
    List<Weakness> found = new ArrayList<>();
    if (!keepsResults(app) && !isRpc(app)) {
      return found;
    }
    if (isRpc(app) && !settings.find(Setting.RESULT_PERSISTENT).orElse(false)) {
      found.add(
          of(
              settings,
              Setting.RESULT_PERSISTENT,
              "results that nobody has fetched go with a restart of the broker",
              "true" + SAFE,
              true));
    }
    if (!settings.get(Setting.RESULT_BACKEND_ALWAYS_RETRY)) {
      boolean late = settings.get(Setting.TASK_ACKS_LATE);
      found.add(
          of(
              settings,
              Setting.RESULT_BACKEND_ALWAYS_RETRY,
              late
                  ? "a task runs again when its result could not be stored within "
                      + seconds(settings)
                  : "a result is lost when the backend is away for longer than "
                      + seconds(settings),
              "true" + SAFE,
              !late));
    }
    return found;
  }

  private static Weakness of(
      Settings settings, Setting<?> setting, String effect, String right, boolean loses) {
    String value =
        setting == Setting.BROKER_URL
            ? "memory"
            : settings.find(setting).map(String::valueOf).orElse("none");
    return new Weakness(setting.name(), value, settings.origin(setting), effect, right, loses);
  }

  private static Weakness weakness(BrokerFact fact) {
    return new Weakness(
        fact.subject(),
        fact.value(),
        "the broker",
        fact.effect(),
        fact.right(),
        fact.weight() != BrokerFact.Weight.UNKNOWN);
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("healthy", isHealthy());
    document.putAll(row.document());
    document.put("results", results);
    Map<String, Object> differing = new LinkedHashMap<>();
    tasks.forEach((name, each) -> differing.put(name, each.document()));
    document.put("tasks", differing);
    document.put("weaknesses", weaknesses.stream().map(Weakness::document).toList());
    List<Object> broker = new ArrayList<>();
    for (BrokerFact fact : facts) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("subject", fact.subject());
      each.put("value", fact.value());
      each.put("effect", fact.effect());
      each.put("weight", fact.weight().name().toLowerCase(Locale.ROOT));
      broker.add(each);
    }
    document.put("broker", broker);
    return document;
  }
}
