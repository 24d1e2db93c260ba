package io.celeriac.fuzz;

import io.celeriac.amqp.AmqpInside;
import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.redis.RedisInside;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What is read of a task's message, from the bytes of the broker on. */
final class TaskTargets {

  private static final Serializers SERIALIZERS = Serializers.installed();
  private static final TaskMessageCodec CODEC =
      new TaskMessageCodec(SERIALIZERS, Compressors.installed(), DecodeLimits.DEFAULTS);
  private static final AcceptContent ACCEPT =
      AcceptContent.of(List.of("json", "yaml", "msgpack", "text/plain"), SERIALIZERS);
  private static final Serializer JSON = SERIALIZERS.named("json");

  private TaskTargets() {}

  static List<Target> all() {
    return List.of(
        new Target("envelope", List.of(), TaskTargets::envelope),
        new Target("stored", List.of(IllegalArgumentException.class), TaskTargets::stored),
        new Target("amqp-header", List.of(), TaskTargets::amqpHeader),
        new Target("protocol1", List.of(), TaskTargets::protocol1),
        new Target(
            "protocol2",
            List.of(),
            input -> WrittenMessage.read(input).ifPresent(TaskTargets::task)));
  }

  private static void envelope(byte[] input) {
    RedisInside.envelope(input)
        .ifPresent(message -> {
          task(message);
          byte[] back = RedisInside.redelivered(RedisInside.stored(input));
          Message again = RedisInside.envelope(back).orElseThrow();
          if (!Arrays.equals(again.body(), message.body())) {
            throw new AssertionError("another body once it was given back");
          }
        });
  }

  private static void stored(byte[] input) {
    byte[] once = RedisInside.redelivered(input);
    RedisInside.envelope(once).ifPresent(TaskTargets::task);
    byte[] twice = RedisInside.redelivered(RedisInside.stored(once));
    if (!Arrays.equals(once, twice)) {
      throw new AssertionError("marked twice: " + new String(twice, StandardCharsets.UTF_8));
    }
  }

  private static void amqpHeader(byte[] input) {
    byte[] body = "[[], {}, {}]".getBytes(StandardCharsets.UTF_8);
    AmqpInside.message(input, body).ifPresent(TaskTargets::task);
  }

  private static void protocol1(byte[] input) {
    task(new Message(input, "application/json", "utf-8", Map.of(), MessageProperties.of()));
  }

  private static void task(Message message) {
    switch (CODEC.decode(message, ACCEPT, name -> !name.equals("unknown"))) {
      case Decoded.Malformed malformed -> {
        if (malformed.reason().startsWith("decoding failed")) {
          throw new AssertionError(malformed.reason());
        }
      }
      case Decoded.UnknownTask _ -> {}
      case Decoded.Task task -> again(task.message());
    }
    String _ = message.toString();
  }

  /** What has come in can go out again: at a retry, or as a dead letter. */
  private static void again(TaskMessage task) {
    String args = PythonRepr.of(task.args());
    for (int protocol : new int[] {1, 2}) {
      Message sent = CODEC.encode(task, protocol, JSON, null, MessageProperties.of());
      if (!(CODEC.decode(sent, AcceptContent.JSON, _ -> true) instanceof Decoded.Task read)) {
        throw new AssertionError("what was read cannot be sent: " + sent);
      }
      if (!PythonRepr.of(read.message().args()).equals(args)) {
        throw new AssertionError(args + " became " + PythonRepr.of(read.message().args()));
      }
    }
  }
}
