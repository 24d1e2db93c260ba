package io.celeriac.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws what a worker starts, and in which order: each part behind those that it stands on. */
@Command(
    name = "bootsteps",
    description = "Draw what a worker starts: each part points to those that it needs.",
    customSynopsis = "celeriac graph bootsteps [worker] [consumer]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class GraphBootstepsCommand implements Callable<Integer> {

  /** Names of steps are Celery's; a small circle stands before those that an option turns on. */
  private record Step(String name, List<String> needs) {}

  private static final String CONSUMER = "⧉Consumer";

  private static final List<Step> WORKER_STEPS =
      List.of(
          new Step("∘StateDB", List.of()),
          new Step("Timer", List.of()),
          new Step("Pool", List.of("Timer")),
          new Step("∘Autoscaler", List.of("Pool")),
          new Step("∘Beat", List.of()),
          new Step(CONSUMER, List.of("∘StateDB", "Timer", "Pool", "∘Autoscaler", "∘Beat")));

  private static final List<Step> CONSUMER_STEPS =
      List.of(
          new Step("Connection", List.of()),
          new Step("Mingle", List.of("Connection")),
          new Step("Events", List.of("Connection")),
          new Step("Heart", List.of("Events")),
          new Step("Gossip", List.of("Mingle")),
          new Step("Tasks", List.of("Mingle")),
          new Step("Control", List.of("Tasks")),
          new Step(
              "⧉event loop",
              List.of("Connection", "Mingle", "Events", "Heart", "Gossip", "Tasks", "Control")));

  @Parameters(
      paramLabel = "PART",
      arity = "0..*",
      description = "worker, consumer, or both, which is the default.")
  List<String> parts = new ArrayList<>();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<String> wanted =
        parts.isEmpty()
            ? List.of("worker", "consumer")
            : parts.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
    for (String part : wanted) {
      if (!part.equals("worker") && !part.equals("consumer")) {
        throw new UsageException(
            "'" + part + "' is no part of a worker; expected worker, consumer");
      }
    }
    Graphviz graph = new Graphviz(wanted.contains("worker") ? CONSUMER : "⧉event loop");
    if (wanted.contains("worker")) {
      draw(graph, WORKER_STEPS);
    }
    if (wanted.contains("consumer")) {
      draw(graph, CONSUMER_STEPS);
    }
    if (wanted.contains("worker") && wanted.contains("consumer")) {
      graph.edge("Connection", CONSUMER, Map.of());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(graph.text());
    out.flush();
    return 0;
  }

  private static void draw(Graphviz graph, List<Step> steps) {
    for (Step step : steps) {
      graph.node(step.name(), scheme(step));
      for (String need : step.needs()) {
        graph.edge(step.name(), need, isLast(step) ? Map.of("arrowhead", "none") : Map.of());
      }
    }
  }

  private static Map<String, String> scheme(Step step) {
    if (isLast(step)) {
      return Graphviz.ordered(
          "shape", "parallelogram", "color", "slategray4", "fillcolor", "slategray3");
    }
    return step.needs().isEmpty() ? Graphviz.TERMINAL : Graphviz.NODE;
  }

  /** Celery marks with two squares what is started last. */
  private static boolean isLast(Step step) {
    return step.name().startsWith("⧉");
  }
}
