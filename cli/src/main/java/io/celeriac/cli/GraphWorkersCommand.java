package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.NodeReply;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.Secrets;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws workers with their slots, their broker and their result backend. */
@Command(
    name = "workers",
    description = "Draw the workers of the cluster, or those that are named.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] graph workers [ARGUMENT...]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class GraphWorkersCommand implements Callable<Integer> {

  private static final Map<String, String> BROKER =
      Graphviz.ordered(
          "shape", "circle", "fillcolor", "cadetblue3", "color", "cadetblue4", "height", "1");

  private static final Map<String, String> BACKEND =
      Graphviz.ordered(
          "shape",
          "folder",
          "fillcolor",
          "peachpuff3",
          "color",
          "black",
          "width",
          "2",
          "height",
          "1");

  @Parameters(
      paramLabel = "ARGUMENT",
      arity = "0..*",
      description = {
        "nodes:a,b and threads:2,4: draw these, without asking.",
        "wmax:4, tmax:3: so many workers and slots of each; 0 for all.",
        "generic: kinds in place of addresses. enumerate: numbers for names."
      })
  List<String> words = new ArrayList<>();

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  GraphWorkersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String word : words) {
      int colon = word.indexOf(':');
      String name = colon < 0 ? word : word.substring(0, colon);
      if (!List.of("nodes", "threads", "wmax", "tmax", "generic", "enumerate", "broker", "backend")
          .contains(name)) {
        throw new UsageException(
            "'"
                + word
                + "' is not known; expected nodes:, threads:, wmax:, tmax:, broker:,"
                + " backend:, generic or enumerate");
      }
      arguments.put(name, colon < 0 ? "" : word.substring(colon + 1));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      out.println(draw(app, arguments));
      out.flush();
    } catch (BrokerException e) {
      throw new UnavailableException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private static String draw(Celery app, Map<String, String> arguments) {
    Map<String, Integer> slots = arguments.containsKey("nodes") ? named(arguments) : asked(app);
    boolean generic = arguments.containsKey("generic");
    boolean numbered = arguments.containsKey("enumerate");
    String broker = shown("Broker", arguments.getOrDefault("broker", app.brokerUrl()), generic);
    boolean stores =
        arguments.containsKey("backend")
            || app.settings().find(Setting.RESULT_BACKEND).filter(u -> !u.isEmpty()).isPresent();
    String backend =
        shown("Backend", arguments.getOrDefault("backend", app.resultBackendUrl()), generic);
    Graphviz graph = new Graphviz("None");
    graph.node(broker, BROKER);
    if (stores) {
      graph.node(backend, BACKEND);
    }
    List<String> nodes = new ArrayList<>(slots.keySet());
    int thread = 0;
    for (int i : kept(nodes.size(), number(arguments, "wmax", 4))) {
      String name = i < 0 ? "⎨…" + -i + "⎬" : numbered ? "Worker" + (i + 1) : nodes.get(i);
      graph.node(name, Graphviz.NODE);
      graph.edge(name, broker, Map.of());
      if (stores) {
        graph.edge(name, backend, Map.of());
      }
      int most = i < 0 ? 0 : slots.getOrDefault(nodes.get(i), 0);
      for (int slot : kept(most, number(arguments, "tmax", 3))) {
        String id = "thr-" + ++thread;
        graph.node(id, slot(slot < 0 ? "⎨…" + -slot + "⎬" : String.valueOf(slot + 1)));
        graph.edge(id, name, Graphviz.ordered("arrowhead", "none", "arrowtail", "tee"));
      }
    }
    return graph.text();
  }

  private static Map<String, String> slot(String label) {
    return Graphviz.ordered(
        "shape",
        "oval",
        "fillcolor",
        "lightcyan4",
        "color",
        "black",
        "fontcolor",
        "yellow",
        "fontsize",
        "10",
        "width",
        "0.3",
        "label",
        label);
  }

  /** Which of so many things are drawn: all, or the first ones, how many are not, and the last. */
  private static List<Integer> kept(int size, int most) {
    List<Integer> kept = new ArrayList<>();
    boolean all = most < 3 || size <= most;
    for (int i = 0; i < (all ? size : most - 2); i++) {
      kept.add(i);
    }
    if (!all) {
      kept.add(-(size - (most - 1)));
      kept.add(size - 1);
    }
    return kept;
  }

  private static String shown(String kind, String url, boolean generic) {
    return generic ? kind + " (" + url.replaceFirst("://.*", "") + "://)" : Secrets.urls(url);
  }

  private static int number(Map<String, String> arguments, String name, int otherwise) {
    String text = arguments.getOrDefault(name, String.valueOf(otherwise));
    if (!text.matches("\\d{1,6}")) {
      throw new UsageException(name + " is '" + text + "'; expected a number");
    }
    return Integer.parseInt(text);
  }

  private static Map<String, Integer> named(Map<String, String> arguments) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    String[] threads = arguments.getOrDefault("threads", "").split(",", -1);
    String[] nodes = arguments.getOrDefault("nodes", "").split(",", -1);
    for (int i = 0; i < nodes.length; i++) {
      boolean given = i < threads.length && !threads[i].isEmpty();
      slots.put(nodes[i], given ? number(Map.of("threads", threads[i]), "threads", 0) : 0);
    }
    return slots;
  }

  private static Map<String, Integer> asked(Celery app) {
    return RemoteAsking.expected(app.control().broadcast("stats", Map.of())).stream()
        .collect(
            Collectors.toMap(
                NodeReply::node,
                reply -> slots(reply.value()),
                (first, second) -> first,
                LinkedHashMap::new));
  }

  private static int slots(@Nullable Object stats) {
    return stats instanceof Map<?, ?> map
            && map.get("pool") instanceof Map<?, ?> pool
            && pool.get("max-concurrency") instanceof Number number
        ? number.intValue()
        : 0;
  }
}
