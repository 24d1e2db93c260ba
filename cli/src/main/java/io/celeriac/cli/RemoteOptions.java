package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Control;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the commands that ask workers. */
final class RemoteOptions {

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      description = "Wait so long for a further answer; 1.0 unless given.")
  String timeout = "1.0";

  @Option(
      names = {"-d", "--destination"},
      paramLabel = "NODE",
      split = ",",
      description = "Only these nodes, parted by commas.")
  List<String> destination = new ArrayList<>();

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document.")
  boolean json;

  /** The app's remote control, as these options have it. */
  Control control(Celery app) {
    return app.control()
        .timeout(CallTimes.seconds("--timeout", timeout))
        .to(destination.toArray(String[]::new));
  }
}
