package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.RedisClient;

/**
 * The rows of reverse.md, all at once, for most of the time they wait: each is a test, which tells
 * how its row went.
 */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReverseTests {

  private final ReferenceWorker worker;
  private final Celery app;
  private final RedisClient redis;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final boolean onRedis;

  ReverseTests(Broker broker, boolean onRedis) {
    TestServers servers = TestServers.ofEnvironment();
    String queue = "reverse-" + UUID.randomUUID();
    String brokerUrl = broker.url(servers);
    String backendUrl = onRedis ? servers.redisUrl() : "rpc://";
    this.onRedis = onRedis;
    this.worker = new ReferenceWorker(servers, brokerUrl, backendUrl, queue);
    this.app =
        Celery.named("reverse")
            .broker(brokerUrl)
            .resultBackend(backendUrl)
            .set("task_default_queue", queue)
            .set("accept_content", List.of("json", "msgpack", "yaml"))
            .build();
    this.redis = RedisClient.create(URI.create(servers.redisUrl()));
  }

  @TestFactory
  Stream<DynamicTest> rows() throws Exception {
    ReverseClient client = new ReverseClient(app, redis, worker);
    Map<Boolean, List<ReverseRow>> rows =
        Stream.of(
                ReverseValues.rows(),
                ReverseOptions.rows(),
                ReverseCallbacks.rows(),
                ReverseFailures.rows(),
                ReverseCanvas.rows())
            .flatMap(List::stream)
            .filter(row -> onRedis || !row.needsRedis())
            .collect(Collectors.partitioningBy(ReverseRow::idle));
    // The worker is up when it answers.
    client.get(ReverseClient.task("identity", "up"));
    List<DynamicTest> tests = new ArrayList<>();
    for (ReverseRow row : rows.getOrDefault(true, List.of())) {
      Future<?> running = start(row, client);
      Awaitility.await().atMost(ReverseClient.PATIENCE).until(running::isDone);
      tests.add(test(row, running));
    }
    List<Future<?>> running = new ArrayList<>();
    List<ReverseRow> others = rows.getOrDefault(false, List.of());
    others.forEach(row -> running.add(start(row, client)));
    for (int i = 0; i < running.size(); i++) {
      tests.add(test(others.get(i), running.get(i)));
    }
    return tests.stream();
  }

  private Future<?> start(ReverseRow row, ReverseClient client) {
    return threads.submit(() -> {
      row.check().run(client);
      return null;
    });
  }

  private DynamicTest test(ReverseRow row, Future<?> running) {
    return DynamicTest.dynamicTest(row.number(), () -> told(row, running));
  }

  private void told(ReverseRow row, Future<?> running) throws InterruptedException {
    try {
      running.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new AssertionError(
          "Row "
              + row.number()
              + " of interop/acceptance/reverse.md: "
              + e.getCause()
              + "\nThe end of the worker's output:\n"
              + worker.output(),
          e.getCause());
    }
  }

  @AfterAll
  void close() {
    threads.shutdownNow();
    app.close();
    redis.close();
    worker.close();
  }
}
