package io.celeriac.interop;

import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.TestServers;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stock Python worker of interop/acceptance, with the tasks of Celery's integration tests. */
final class ReferenceWorker implements AutoCloseable {
  static final Path HARNESS = Path.of("acceptance").toAbsolutePath();

  private static final int LINES = 40;

  private final ChildProcess process;
  private final String queue;

  ReferenceWorker(TestServers servers, String brokerUrl, String backendUrl, String queue) {
    this.queue = queue;
    URI marks = URI.create(servers.redisUrl());
    Map<String, String> environment = new HashMap<>();
    environment.put("CELERY_BROKER_URL", brokerUrl);
    environment.put("CELERY_RESULT_BACKEND", backendUrl);
    environment.put("CELERY_QUEUE", queue);
    environment.put("CELERY_NODENAME", nodeName());
    environment.put("CELERY_CONCURRENCY", "3");
    environment.put("CELERY_ACCEPT_CONTENT", "json,msgpack,yaml");
    environment.put("REDIS_HOST", marks.getHost());
    environment.put("REDIS_PORT", String.valueOf(marks.getPort()));
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    process =
        new ChildProcess(
            List.of(servers.python().toString(), HARNESS.resolve("python_worker.py").toString()),
            environment);
  }

  String nodeName() {
    return queue + "@reference";
  }

  String queue() {
    return queue;
  }

  /** The end of what it has written, which is what one wants to see when a result does not come. */
  String output() {
    List<String> lines = process.output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }

  @Override
  public void close() {
    process.close();
  }
}
