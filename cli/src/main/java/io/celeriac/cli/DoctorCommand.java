package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerFact;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what the settings promise about tasks and results, and what takes from it. */
@Command(
    name = "doctor",
    description = {
      "Tell what is promised about tasks and results, and what takes from it.",
      "Exit code 1 when something can be lost by the settings or the broker's."
    },
    customSynopsis = "celeriac [-A CLASS] [-b URL] doctor [OPTIONS]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {

  private static final int WEAK = 1;

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document.")
  boolean json;

  @Option(names = "--offline", description = "Do not look at the broker.")
  boolean offline;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      Diagnosis diagnosis = Diagnosis.of(app, offline ? List.of() : facts(app));
      if (json) {
        out.println(CallArguments.json(diagnosis.document()));
      } else {
        print(out, app, diagnosis);
      }
      out.flush();
      return diagnosis.isHealthy() ? 0 : WEAK;
    }
  }

  private static List<BrokerFact> facts(Celery app) {
    try {
      return app.durability();
    } catch (BrokerException e) {
      return List.of(
          new BrokerFact(
              Diagnosis.NOT_REACHED,
              "not reached",
              String.valueOf(e.getMessage()),
              BrokerFact.Weight.UNKNOWN,
              "start it, or say --offline"));
    }
  }

  private static void print(PrintWriter out, Celery app, Diagnosis diagnosis) {
    GuaranteeRow row = diagnosis.row();
    out.println("broker           " + app.brokerUrl());
    out.println("delivery         " + row.delivery());
    out.println("lost when        " + row.lostWhen());
    out.println("duplicated when  " + row.duplicatedWhen());
    out.println("results          " + diagnosis.results());
    diagnosis
        .tasks()
        .forEach((name, each) -> out.println("task %s: %s".formatted(name, each.delivery())));
    for (BrokerFact fact : diagnosis.facts()) {
      out.println(
          Printable.line("%s: %s (%s)".formatted(fact.subject(), fact.value(), fact.effect())));
    }
    if (diagnosis.weaknesses().isEmpty()) {
      out.println();
      out.println("Nothing takes from that.");
      return;
    }
    out.println();
    out.println("What takes from it:");
    for (Weakness each : diagnosis.weaknesses()) {
      out.println(
          Printable.line(
              "%s %s = %s (%s)"
                  .formatted(
                      each.loses() ? "  !" : "  -", each.subject(), each.value(), each.origin())));
      out.println("      " + Printable.line(each.effect()));
      out.println("      right: " + Printable.line(each.right()));
    }
  }
}
