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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a report of a bug should tell: versions, what is installed, and the settings. */
@Command(
    name = "report",
    description = "Print versions and settings for a bug report; passwords are masked.",
    customSynopsis = "celeriac [-A CLASS] [--classpath PATH] report",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class ReportCommand implements Runnable {

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      if (json) {
        out.println(CallArguments.json(document(app)));
      } else {
        print(out, app);
      }
    }
    out.flush();
  }

  private void print(PrintWriter out, Celery app) {
    document(app)
        .forEach((name, value) -> {
          if (value instanceof Map<?, ?> settings) {
            out.println(column(name) + (settings.isEmpty() ? "none but defaults" : ""));
            settings.forEach(
                (setting, each) -> out.println("  " + setting + ": " + PythonRepr.of(each)));
          } else {
            out.println(column(name) + (value instanceof List<?> list ? joined(list) : value));
          }
        });
  }

  private static String column(String name) {
    return "%-13s".formatted(name);
  }

  private Map<String, @Nullable Object> document(Celery app) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("software", "celeriac " + VersionText.version() + ", " + Machine.java());
    document.put("platform", Machine.system());
    document.put("brokers", schemes(TransportProvider.class, TransportProvider::schemes));
    document.put("backends", schemes(ResultBackendProvider.class, ResultBackendProvider::schemes));
    document.put("serializers", sorted(Serializers.installed().names()));
    document.put("compression", sorted(Compressors.installed().names()));
    document.put("app", app.name() + session.appName().map(n -> " (" + n + ")").orElse(""));
    document.put("transport", app.brokerUrl());
    document.put("results", app.resultBackendUrl());
    document.put("tasks", sorted(app.tasks().stream().map(TaskDefinition::name).toList()));
    document.put("settings", app.settings().explicitMasked());
    return document;
  }

  private static <T> List<String> schemes(
      Class<T> provider, java.util.function.Function<T, Set<String>> schemes) {
    return sorted(
        ServiceLoader.load(provider).stream()
            .flatMap(each -> schemes.apply(each.get()).stream())
            .toList());
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().distinct().sorted().toList();
  }

  private static String joined(List<?> names) {
    return names.isEmpty()
        ? "none"
        : names.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
