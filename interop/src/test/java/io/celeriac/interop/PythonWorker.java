package io.celeriac.interop;

import io.celeriac.testing.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A stock Python worker as a process of its own, with the tasks of {@code peer.py}. */
final class PythonWorker implements AutoCloseable {
  static final Path SOURCES = Path.of("src/test/python").toAbsolutePath();

  private final ChildProcess process;

  PythonWorker(Place place, String pool, int concurrency, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(place.environment());
    environment.put("PYTHONPATH", SOURCES.toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.putAll(more);
    process =
        new ChildProcess(
            List.of(
                place.python().toString(),
                "-m",
                "celery",
                "-A",
                "peer",
                "worker",
                "-P",
                pool,
                "-c",
                Integer.toString(concurrency),
                "-Q",
                place.pythonQueue(),
                "-n",
                place.name() + "@test",
                "-l",
                "WARNING",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat"),
            environment);
  }

  /** A command of stock Celery with the app of {@code monitored.py}. */
  static ChildProcess monitored(Place place, String command, String... arguments) {
    Map<String, String> environment = new HashMap<>(place.environment());
    environment.put("PYTHONPATH", SOURCES.toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("FLOWER_UNAUTHENTICATED_API", "true"); // there is no other way to say it
    List<String> line =
        new ArrayList<>(
            List.of(place.python().toString(), "-m", "celery", "-A", "monitored", command));
    line.addAll(List.of(arguments));
    return new ChildProcess(line, environment);
  }

  /** What it has written, which is what one wants to see when a result does not come. */
  @Override
  public String toString() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
