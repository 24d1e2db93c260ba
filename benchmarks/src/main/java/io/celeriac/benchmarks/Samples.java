package io.celeriac.benchmarks;

import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Embed;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.protocol.TaskMessageCodec;
import java.util.List;
import java.util.Map;

/** The messages that the inner parts are measured with. */
public final class Samples {

  private static final TaskMessageCodec CODEC =
      new TaskMessageCodec(Serializers.installed(), Compressors.installed(), DecodeLimits.DEFAULTS);
  private static final JsonSerializer JSON = new JsonSerializer();

  private Samples() {}

  static TaskMessageCodec codec() {
    return CODEC;
  }

  /** Two numbers to add. */
  public static TaskMessage add() {
    return call("bench.add", List.of(1, 2), "(1, 2)");
  }

  /** A text of 1 KiB to measure. */
  public static TaskMessage payload() {
    return call("bench.payload", List.of("x".repeat(1024)), "('xxxxxxxxxxxxxxxx...',)");
  }

  private static TaskMessage call(String task, List<Object> arguments, String shown) {
    String id = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    TaskHeaders headers =
        TaskHeaders.builder(task, id)
            .rootId(id)
            .argsrepr(shown)
            .kwargsrepr("{}")
            .origin("gen1@bench")
            .ignoreResult(true)
            .build();
    return new TaskMessage(headers, arguments, Map.of(), Embed.EMPTY);
  }

  /** As it travels. */
  public static Message encoded(TaskMessage call) {
    return CODEC.encode(call, 2, JSON, null, MessageProperties.of().withReplyTo("bench"));
  }
}
