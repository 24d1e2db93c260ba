package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.Publication;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Replies and their queue are those that a stock worker sends and a stock client declares. */
class RpcMessagesTest {

  private static final JsonNode VECTOR = vector();

  private static JsonNode vector() {
    try {
      return new JsonMapper()
          .readTree(Files.readString(Path.of("src/test/resources/vectors/result-rpc-replies.json")))
          .path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final RpcMessages messages = messages(Settings.defaults(), false);

  private static RpcMessages messages(Settings settings, boolean persistent) {
    Serializers serializers = Serializers.of(new JsonSerializer());
    return new RpcMessages(
        new ResultDocuments(settings, serializers, Compressors.installed()),
        new JsonSerializer(),
        serializers,
        Compressors.installed(),
        DecodeLimits.DEFAULTS,
        AcceptContent.JSON,
        persistent);
  }

  private static Message message(JsonNode reply) {
    JsonNode properties = reply.path("properties");
    return new Message(
        reply.path("body").path("raw").asString().getBytes(StandardCharsets.UTF_8),
        properties.path("content_type").asString(),
        properties.path("content_encoding").asString(),
        Map.of(),
        MessageProperties.of()
            .withCorrelationId(properties.path("correlation_id").asString())
            .withPriority(properties.path("priority").asInt())
            .withDeliveryMode(properties.path("delivery_mode").asInt()));
  }

  static Stream<JsonNode> replies() {
    return VECTOR.path("cases").valueStream().flatMap(each -> each.path("replies").valueStream());
  }

  @Test
  void the_recording_has_replies() {
    assertThat(replies()).hasSizeGreaterThan(7);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void a_reply_is_read_and_written_as_it_was_recorded(JsonNode reply) {
    Message recorded = message(reply);
    ResultDocument document = messages.decode(recorded);
    String queue = reply.path("routing_key").asString();
    String id = reply.path("properties").path("correlation_id").asString();

    Publication written = messages.encode(document, new ReplyAddress(queue, id));

    assertThat(document.taskId()).isEqualTo(id);
    assertThat(written).isEqualTo(new Publication(recorded, "", queue));
  }

  @Test
  void the_queue_is_declared_as_a_stock_client_does() {
    JsonNode declared = VECTOR.path("queue_declare").path(0);
    String name = declared.path("queue").asString();

    Queue queue = RpcQueue.of(name, Settings.defaults());

    assertThat(queue.name()).isEqualTo(name);
    assertThat(queue.durable()).isEqualTo(declared.path("durable").asBoolean());
    assertThat(queue.exclusive()).isEqualTo(declared.path("exclusive").asBoolean());
    assertThat(queue.autoDelete()).isEqualTo(declared.path("auto_delete").asBoolean());
    assertThat(queue.arguments())
        .isEqualTo(Map.of("x-expires", declared.path("arguments").path("x-expires").asInt()));
    assertThat(queue.exchange().name()).isEmpty();
  }

  @Test
  void the_queue_lasts_as_long_as_results_do() {
    Settings settings = Settings.defaults();

    assertThat(arguments(settings.with("result_expires", null, "test")))
        .containsExactly(Map.entry("x-expires", 86_400_000));
    assertThat(arguments(settings.with(Setting.RESULT_EXPIRES, Duration.ofDays(30))))
        .containsExactly(Map.entry("x-expires", 2_592_000_000L));
    assertThat(arguments(settings.with(Setting.RESULT_EXPIRES, Duration.ZERO))).isEmpty();
  }

  private static Map<String, Object> arguments(Settings settings) {
    return RpcQueue.of("q", settings).arguments();
  }

  @Test
  void a_persistent_reply_survives_the_broker_and_none_is_compressed() {
    Settings compressing = Settings.defaults().with("result_compression", "gzip", "test");
    ResultDocument document =
        new ResultDocument(
            "id", "SUCCESS", "x".repeat(1000), null, null, null, null, null, Map.of());

    Message message =
        messages(compressing, true).encode(document, new ReplyAddress("q", "")).message();

    assertThat(message.properties().deliveryMode()).isEqualTo(2);
    assertThat(message.properties().correlationId()).isEqualTo("id");
    assertThat(messages.decode(message)).isEqualTo(document);
    assertThat(new String(message.body(), StandardCharsets.UTF_8)).startsWith("{\"status\"");
  }

  @Test
  void a_body_without_an_id_is_that_of_its_message() {
    Message message =
        new Message(
            "{\"status\": \"SUCCESS\", \"result\": 1}".getBytes(StandardCharsets.UTF_8),
            null,
            null,
            Map.of(),
            MessageProperties.of().withCorrelationId("of the message"));

    assertThat(messages.decode(message).taskId()).isEqualTo("of the message");
  }

  @Test
  void what_is_not_accepted_is_not_decoded() {
    for (String type : List.of("application/x-python-serialize", "application/x-msgpack")) {
      Message message =
          new Message(new byte[] {(byte) 0x80}, type, "binary", Map.of(), MessageProperties.of());

      assertThatThrownBy(() -> messages.decode(message))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining(type)
          .hasMessageContaining("accept_content");
    }
  }
}
