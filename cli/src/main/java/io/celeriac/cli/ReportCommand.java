package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.TaskDefinition;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.spi.TransportProvider;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a report of a bug should tell: versions, what is installed, and the settings. */
@Command(
    name = "report",
    description = "Print versions and settings for a bug report; passwords are masked.",
    customSynopsis = "celeriac [-A CLASS] [--classpath PATH] report",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class ReportCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("software     celeriac " + VersionText.version() + ", " + Machine.java());
    out.println("platform     " + Machine.system());
    try (Celery app = session.app(Settings.defaults())) {
      out.println("brokers      " + schemes(TransportProvider.class, TransportProvider::schemes));
      out.println(
          "results      " + schemes(ResultBackendProvider.class, ResultBackendProvider::schemes));
      out.println("serializers  " + joined(Serializers.installed().names()));
      out.println("compression  " + joined(Compressors.installed().names()));
      out.println(
          "app          " + app.name() + session.appName().map(n -> " (" + n + ")").orElse(""));
      out.println("transport    " + app.brokerUrl());
      out.println("results      " + app.resultBackendUrl());
      out.println(
          "tasks        " + joined(app.tasks().stream().map(TaskDefinition::name).toList()));
      out.println(
          "settings     " + (app.settings().explicit().isEmpty() ? "none but defaults" : ""));
      app.settings()
          .explicitMasked()
          .forEach((name, value) -> out.println("  " + name + ": " + PythonRepr.of(value)));
    }
    out.flush();
  }

  private static <T> String schemes(
      Class<T> provider, java.util.function.Function<T, Set<String>> schemes) {
    return joined(
        ServiceLoader.load(provider).stream()
            .flatMap(each -> schemes.apply(each.get()).stream())
            .toList());
  }

  private static String joined(Collection<String> names) {
    Stream<String> sorted = names.stream().distinct().sorted();
    return names.isEmpty() ? "none" : sorted.collect(Collectors.joining(", "));
  }
}
