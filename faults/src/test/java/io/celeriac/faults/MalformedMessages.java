package io.celeriac.faults;

import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * Items in a queue of Redis that are no tasks, one after the other, each followed by a task. A
 * worker that it ends is started again, twice at most.
 */
final class MalformedMessages {
  private static final int STARTS = 3;
  private static final Duration NEXT_TASK = Duration.ofSeconds(20);

  private MalformedMessages() {}

  /** What each shape did. */
  static Map<String, Boolean> survived(Contender whose, Scene scene) {
    RedisUnderTest redis = (RedisUnderTest) scene.broker();
    Map<String, Boolean> survived = new TreeMap<>();
    int number = 0;
    ChildProcess worker = scene.worker(whose, scene.setup());
    for (Map.Entry<String, String> shape : shapes(scene.setup().queue()).entrySet()) {
      int mark = number++;
      redis.tell("LPUSH", scene.setup().queue(), shape.getValue());
      scene.app().send(Scene.marks(mark + 1, 0).getLast());
      boolean alive = ranNext(scene, mark, worker);
      survived.put(shape.getKey(), alive);
      for (int start = 1; !scene.ledger().runs().containsKey(mark) && start < STARTS; start++) {
        worker.kill();
        worker = scene.worker(whose, scene.setup());
        ranNext(scene, mark, worker);
      }
      if (worker.hasEnded() || !scene.ledger().runs().containsKey(mark)) {
        worker.kill();
        redis.tell("FLUSHDB"); // or every worker after it would die of it too
        worker = scene.worker(whose, scene.setup());
      }
    }
    return survived;
  }

  /** Whether the task behind it runs, and the worker is there still. */
  private static boolean ranNext(Scene scene, int mark, ChildProcess worker) {
    long start = System.nanoTime();
    Awaitility.await("the next task or the end")
        .forever()
        .pollInterval(Duration.ofMillis(50))
        .until(() ->
            scene.ledger().runs().containsKey(mark)
                || worker.hasEnded()
                || System.nanoTime() - start > NEXT_TASK.toNanos());
    return scene.ledger().runs().containsKey(mark) && !worker.hasEnded();
  }

  /**
   * All that stock Celery writes, so that nothing else is wrong with a shape than what it names.
   */
  private static final String HEADERS =
      """
      {"lang": "py", "task": "mark", "id": "1", "shadow": null, "eta": null, "expires": null, \
      "group": null, "group_index": null, "retries": 0, "timelimit": [null, null], "root_id": "1", \
      "parent_id": null, "argsrepr": "[1, 0]", "kwargsrepr": "{}", "origin": "test"}\
      """;

  private static Map<String, String> shapes(String queue) {
    String good = "[[1, 0], {}, {\"callbacks\": null}]";
    Map<String, String> shapes = new TreeMap<>();
    shapes.put("not JSON", "not json");
    shapes.put("a list", "[]");
    shapes.put("null", "null");
    shapes.put("no properties", "{\"body\": \"\"}");
    shapes.put("body is a text", envelope(queue, base64("\"x\""), HEADERS));
    shapes.put("body is no base64", envelope(queue, "!!!", HEADERS));
    shapes.put("body of two members", envelope(queue, base64("[[1, 0], {}]"), HEADERS));
    shapes.put("kwargs are a list", envelope(queue, base64("[[1, 0], [], {}]"), HEADERS));
    shapes.put("body is no JSON", envelope(queue, base64("{"), HEADERS));
    shapes.put("nesting of 100,000", envelope(queue, base64("[".repeat(100_000)), HEADERS));
    shapes.put("headers are a list", envelope(queue, base64(good), "[]"));
    headers(shapes, queue, good, "task is a number", "\"task\": \"mark\"", "\"task\": 7");
    headers(shapes, queue, good, "no task", "\"task\": \"mark\", ", "");
    headers(shapes, queue, good, "id is null", "\"id\": \"1\"", "\"id\": null");
    headers(shapes, queue, good, "eta is no time", "\"eta\": null", "\"eta\": \"soon\"");
    return shapes;
  }

  private static void headers(
      Map<String, String> shapes, String queue, String body, String name, String of, String to) {
    shapes.put(name, envelope(queue, base64(body), HEADERS.replace(of, to)));
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String envelope(String queue, String body, String headers) {
    return """
    {"body": "%s", "content-encoding": "utf-8", "content-type": "application/json", "headers": %s, \
    "properties": {"correlation_id": "1", "delivery_mode": 2, "delivery_info": \
    {"exchange": "", "routing_key": "%s"}, "priority": 0, "body_encoding": "base64", \
    "delivery_tag": "%s"}}\
    """
        .formatted(body, headers, queue, java.util.UUID.randomUUID());
  }
}
