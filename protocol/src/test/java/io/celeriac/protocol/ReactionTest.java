package io.celeriac.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How a stock worker reacts to raw messages, and how we judge the same ones. */
class ReactionTest {
  private static final Set<String> REGISTERED = Set.of("proj.tasks.add", "proj.tasks.echo");

  private final TaskMessageCodec codec =
      new TaskMessageCodec(Serializers.installed(), Compressors.installed(), DecodeLimits.DEFAULTS);

  @Test
  void no_vector_is_left_out() {
    assertThat(Vector.all("reaction-.*")).hasSize(49 + 10);
  }

  @TestFactory
  Stream<DynamicTest> our_verdict_is_that_of_a_stock_worker() {
    return Vector.all("reaction-.*").stream()
        .map(vector -> dynamicTest(vector.name(), () -> judge(vector)));
  }

  private void judge(Vector vector) {
    Decoded decoded = codec.decode(vector.givenMessage(), AcceptContent.JSON, REGISTERED::contains);
    Map<String, @Nullable Object> result = Vector.map(vector.captured().get("stored_result"));
    Object status = result.get("status");
    if ("SUCCESS".equals(status) || "REVOKED".equals(status)) {
      assertThat(decoded).isInstanceOf(Decoded.Task.class);
      TaskMessage message = ((Decoded.Task) decoded).message();
      assertThat(message.headers().id()).isEqualTo("x-1");
      assertThat(message.args()).hasSize(2);
      assertThat(vector.name().contains("v1") || vector.name().contains("null-headers"))
          .isEqualTo(((Decoded.Task) decoded).protocol() == 1);
    } else if ("FAILURE".equals(status)) {
      assertThat(decoded).isInstanceOf(Decoded.UnknownTask.class);
      assertThat(((Decoded.UnknownTask) decoded).name()).isEqualTo("no.such.task");
      assertThat(((Decoded.UnknownTask) decoded).id()).isEqualTo("x-1");
    } else {
      assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
      Decoded.Malformed malformed = (Decoded.Malformed) decoded;
      // Where a stock worker dies, and settles nothing, we reject.
      assertThat(malformed.reaction())
          .isEqualTo(
              "ack".equals(vector.captured().get("outcome")) ? Reaction.ACK : Reaction.REJECT);
      assertThat(malformed.reason()).isNotBlank();
    }
  }

  @TestFactory
  Stream<DynamicTest> bodies_that_are_no_tasks_are_settled_without_running() {
    List<Vector> vectors = Vector.all("(raw-.*|.*-pickle.*)[.](amqp|redis)[.]json");
    assertThat(vectors.stream().filter(v -> !v.name().startsWith("reaction"))).hasSize(16);
    return vectors.stream()
        .map(vector ->
            dynamicTest(
                vector.name(),
                () -> {
                  Message message =
                      vector.name().startsWith("reaction")
                          ? vector.givenMessage()
                          : vector.messages().getFirst();
                  boolean acceptable = "application/data".equals(message.contentType());
                  boolean protocol2 = message.headers().containsKey("task");
                  Decoded decoded = codec.decode(message, AcceptContent.JSON, _ -> true);
                  assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
                  assertThat(((Decoded.Malformed) decoded).reaction())
                      .isEqualTo(acceptable || protocol2 ? Reaction.REJECT : Reaction.ACK);
                }));
  }
}
