package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.testing.TestServers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where one test class plays: a broker, a place for the results, which is Redis unless it says
 * otherwise, and two queues of its own, {@code NAME.java} that the Java worker consumes and {@code
 * NAME.python} of the Python one.
 */
record Place(Broker broker, String brokerUrl, String backendUrl, String name, Path python) {

  static Place over(Broker broker) {
    TestServers servers = TestServers.ofEnvironment();
    return new Place(
        broker,
        broker.url(servers),
        servers.redisUrl(),
        "interop-" + UUID.randomUUID(),
        servers.python());
  }

  /** The same with results elsewhere. */
  Place withResultsIn(String url) {
    return new Place(broker, brokerUrl, url, name, python);
  }

  String javaQueue() {
    return name + ".java";
  }

  String pythonQueue() {
    return name + ".python";
  }

  /** An app on this place that sends {@code peer.*} to Python, and all else to Java. */
  CeleryBuilder app() {
    return Celery.named("interop")
        .broker(brokerUrl)
        .resultBackend(backendUrl)
        .set("task_default_queue", javaQueue())
        .set("accept_content", List.of("json", "msgpack", "yaml"))
        .route("peer.*", pythonQueue());
  }

  /** What the Python peer reads. */
  Map<String, String> environment() {
    return Map.of("PEER_NAME", name, "PEER_BROKER", brokerUrl, "PEER_BACKEND", backendUrl);
  }
}
