package io.celeriac.worker;

import io.celeriac.ResultBackendException;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.PythonLiteral;
import io.celeriac.spi.Printable;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.WorkerEnvironment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that revoke tasks, and end those that run. */
final class RevokeCommands {

  private static final Logger LOG = LoggerFactory.getLogger(RevokeCommands.class);
  private static final Set<String> NOT_STARTED = Set.of("PENDING", "RECEIVED", "RETRY", "REJECTED");
  private static final int AT_ONCE = 500;

  private final WorkerEnvironment app;
  private final Revocations revocations;
  private final TasksInHand tasks;
  private final Dispatcher dispatcher;
  private final ResultWriter results;

  RevokeCommands(
      WorkerEnvironment app,
      Revocations revocations,
      TasksInHand tasks,
      Dispatcher dispatcher,
      ResultWriter results) {
    this.app = app;
    this.revocations = revocations;
    this.tasks = tasks;
    this.dispatcher = dispatcher;
    this.results = results;
  }

  void register(Panel panel) {
    panel.add(
        CommandSignature.of("revoke", "task_id").withOptional("terminate", "signal"),
        arguments -> revoke(arguments, arguments.flag("terminate")));
    panel.add(
        CommandSignature.of("terminate", "signal", "task_id"),
        arguments -> revoke(arguments, true));
    panel.add(
        CommandSignature.of("revoke_by_stamped_headers", "headers")
            .withOptional("terminate", "signal"),
        this::revokeByStamps);
    panel.add(CommandSignature.of("revoked"), "dump_revoked", arguments -> revocations.ids());
  }

  private Object revoke(CommandArguments arguments, boolean terminate) {
    Set<String> ids = new LinkedHashSet<>(arguments.texts("task_id"));
    revocations.addAll(ids);
    store(ids);
    if (!terminate) {
      LOG.info("Tasks flagged as revoked: {}", WorkerLog.several(ids));
      return Panel.ok("tasks " + PythonLiteral.of(ids) + " flagged as revoked");
    }
    StopSignal signal = StopSignal.of(arguments.value("signal"));
    Set<String> terminated = new LinkedHashSet<>();
    for (String id : ids) {
      for (Execution each : tasks.find(id)) {
        terminate(each, signal);
        terminated.add(id);
      }
    }
    return Panel.ok(
        "terminate: " + (terminated.isEmpty() ? "tasks unknown" : String.join(", ", terminated)));
  }

  private void terminate(Execution execution, StopSignal signal) {
    LOG.info("Terminating {} ({})", Printable.word(execution.request().id()), signal.number());
    dispatcher.terminate(execution, signal);
  }

  /**
   * Whoever waits for a task that will not run is told at once; docs/protocol/results.md. Many are
   * looked up and stored together: one after the other a list of thousands would hold up every
   * command after it.
   */
  private void store(Set<String> ids) {
    if (!app.hasResultBackend()) {
      return;
    }
    Set<String> active =
        tasks.active().map(each -> each.request().id()).collect(Collectors.toSet());
    List<String> others = ids.stream().filter(id -> !active.contains(id)).toList();
    for (int from = 0; from < others.size(); from += AT_ONCE) {
      storeSome(others.subList(from, Math.min(from + AT_ONCE, others.size())));
    }
  }

  private void storeSome(List<String> ids) {
    Map<String, ResultDocument> known;
    try {
      known = app.resultBackend().findAll(ids);
    } catch (DecodeException e) {
      // One that cannot be read is no reason to leave the others without an answer.
      if (ids.size() == 1) {
        notStored(ids, e);
      } else {
        ids.forEach(id -> storeSome(List.of(id)));
      }
      return;
    } catch (ResultBackendException | UnsupportedOperationException e) {
      notStored(ids, e);
      return;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String id : ids) {
        ResultDocument document = known.get(id);
        if (document == null || NOT_STARTED.contains(document.status())) {
          threads.execute(() -> store(id));
        }
      }
    }
  }

  private void store(String id) {
    try {
      results.revoked(id);
    } catch (ResultBackendException | UnsupportedOperationException | DecodeException e) {
      notStored(List.of(id), e);
    }
  }

  private static void notStored(List<String> ids, RuntimeException problem) {
    LOG.warn(
        "That {} {} revoked could not be stored: {}",
        WorkerLog.several(ids),
        ids.size() == 1 ? "is" : "are",
        problem.getMessage());
  }

  private Object revokeByStamps(CommandArguments arguments) {
    StopSignal signal = StopSignal.of(arguments.value("signal"));
    Map<String, @Nullable Object> headers = headers(arguments.value("headers"));
    headers.forEach((name, values) -> revocations.addStamps(name, several(values)));
    LOG.debug("Stamps flagged as revoked: {}", headers);
    if (!arguments.flag("terminate")) {
      return Panel.ok(
          "headers " + PythonLiteral.of(headers) + " flagged as revoked, but not terminated");
    }
    Map<String, Set<Object>> terminated = new LinkedHashMap<>();
    for (Execution each : tasks.active().toList()) {
      headers.forEach((name, values) -> {
        Set<Object> matching = new LinkedHashSet<>(several(each.request().stamps().get(name)));
        matching.removeIf(stamp -> !Revocations.matches(stamp, several(values)));
        if (!matching.isEmpty()) {
          terminated.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(matching);
          terminate(each, signal);
        }
      });
    }
    return Panel.ok(
        terminated.isEmpty()
            ? "headers " + PythonLiteral.of(headers) + " were not terminated"
            : "headers defaultdict(<class 'set'>, " + PythonLiteral.of(terminated) + ") revoked");
  }

  /** A mapping, or, from the command line, texts of name and value. */
  private static Map<String, @Nullable Object> headers(@Nullable Object given) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    switch (given) {
      case Map<?, ?> map -> map.forEach((name, value) -> headers.put("" + name, value));
      case Collection<?> texts -> {
        for (Object each : texts) {
          String[] parts = String.valueOf(each).split("=", -1);
          if (parts.length < 2) {
            throw new PythonError("IndexError", "list index out of range");
          }
          headers.put(parts[0], parts[1]);
        }
      }
      case null, default ->
          throw new PythonError(
              "AttributeError", "headers would be a mapping, or name=value texts");
    }
    return headers;
  }

  private static Collection<?> several(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case Collection<?> several -> several;
      default -> List.of(value);
    };
  }
}
