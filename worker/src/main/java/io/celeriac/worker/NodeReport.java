package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.PythonLiteral;
import io.celeriac.spi.WorkerEnvironment;

/** What belongs into a report of a bug, in the form of Celery's. */
final class NodeReport {

  /** The release whose behaviour this worker has. */
  private static final String COMPATIBLE = "5.7.0";

  private NodeReport() {}

  static String of(WorkerEnvironment app) {
    Settings settings = app.settings();
    String version = NodeReport.class.getPackage().getImplementationVersion();
    StringBuilder text = new StringBuilder("\n");
    text.append("software -> celery:").append(COMPATIBLE);
    text.append(" (celeriac ").append(version == null ? "development" : version).append(')');
    text.append(" java:").append(Runtime.version()).append("\n            ");
    text.append(System.getProperty("java.vm.name")).append(" by ");
    text.append(System.getProperty("java.vendor"));
    text.append("\nplatform -> system:").append(System.getProperty("os.name"));
    text.append(" arch:").append(System.getProperty("os.arch"));
    text.append("\n            kernel version:").append(System.getProperty("os.version"));
    text.append(" imp:JVM");
    text.append("\nloader   -> io.celeriac.Celery");
    text.append("\nsettings -> transport:").append(WorkerStats.broker(settings).get("transport"));
    text.append(" results:").append(results(settings)).append("\n\n");
    settings
        .overview(false)
        .forEach((name, value) ->
            text.append(name).append(": ").append(PythonLiteral.of(value)).append('\n'));
    return text.toString();
  }

  private static Object results(Settings settings) {
    Object url = settings.overview(false).get(Setting.RESULT_BACKEND.name());
    return url == null ? "disabled:///" : url;
  }
}
