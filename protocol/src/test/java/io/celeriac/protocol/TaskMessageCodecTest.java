package io.celeriac.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskMessageCodecTest {
  private static final Embed LINKED =
      new Embed(
          List.of(
              new SignatureData(
                  "after", List.of(1L), Map.of(), Map.of("task_id", "b"), null, true)),
          null,
          List.of(),
          null);

  private final TaskMessageCodec codec =
      new TaskMessageCodec(Serializers.installed(), Compressors.installed(), DecodeLimits.DEFAULTS);
  private final Serializer json = Serializers.installed().named("json");

  @Test
  void a_task_message_comes_back_through_protocol_2() {
    TaskMessage sent =
        new TaskMessage(
            TaskHeaders.builder("shop.bill", "id-1")
                .shadow("billing")
                .eta("2026-01-02T03:04:05+00:00")
                .group("g")
                .groupIndex(3)
                .retries(2)
                .timelimit(new TimeLimit(5.0, 1.5))
                .parentId("p")
                .argsrepr("(1,)")
                .kwargsrepr("{}")
                .origin("gen1@host")
                .ignoreResult(null)
                .replacedTaskNesting(1)
                .stampedHeaders(List.of("batch"))
                .stamps(Map.of("batch", List.of(31L)))
                .custom(Map.of("tenant", "acme"))
                .build(),
            Arrays.asList(1L, null),
            Map.of("k", "v"),
            LINKED);
    Message message = codec.encode(sent, 2, json, null, MessageProperties.of().withPriority(3));
    assertThat(message.properties())
        .isEqualTo(MessageProperties.of().withPriority(3).withCorrelationId("id-1"));
    assertThat(message.headers().get("timelimit")).isEqualTo(List.of(5L, 1.5));
    assertThat(codec.decode(message, AcceptContent.JSON, _ -> true))
        .isEqualTo(new Decoded.Task(sent, 2));
  }

  @Test
  void protocol_1_carries_what_it_has_room_for() {
    TaskMessage sent =
        new TaskMessage(
            TaskHeaders.builder("shop.bill", "id-1")
                .group("g")
                .custom(Map.of("tenant", "acme"))
                .build(),
            List.of(1L),
            Map.of(),
            LINKED);
    Message message =
        codec.encode(sent, 1, json, Compressors.installed().named("gzip"), MessageProperties.of());
    assertThat(message.headers())
        .containsExactly(
            Map.entry("tenant", "acme"), Map.entry("compression", "application/x-gzip"));
    Decoded.Task back = (Decoded.Task) codec.decode(message, AcceptContent.JSON, _ -> true);
    assertThat(back.protocol()).isEqualTo(1);
    assertThat(back.message().headers().group()).isEqualTo("g");
    assertThat(back.message().headers().argsrepr()).isEqualTo("(1,)");
    assertThat(back.message().headers().custom()).containsExactly(Map.entry("tenant", "acme"));
    assertThat(back.message().embed().callbacks()).isEqualTo(LINKED.callbacks());
    assertThat(back.message().embed().chain()).isNull();
  }

  @Test
  void absent_and_null_headers_mean_the_defaults() {
    Map<String, @Nullable Object> headers = new HashMap<>();
    for (String name : TaskHeaders.builder("t", "i").build().toMap().keySet()) {
      headers.put(name, null);
    }
    headers.putAll(Map.of("task", "t", "id", "i"));
    TaskHeaders expected =
        TaskHeaders.builder("t", "i").lang(null).rootId(null).ignoreResult(null).build();
    assertThat(headersOf(headers)).isEqualTo(expected);
    assertThat(headersOf(Map.of("task", "t", "id", "i"))).isEqualTo(expected);
  }

  @Test
  void headers_may_come_in_the_types_of_any_client() {
    Object text = CharBuffer.wrap("t");
    TaskHeaders headers =
        headersOf(
            Map.of(
                "task",
                text,
                "id",
                text,
                "retries",
                2.0,
                "group_index",
                BigInteger.TEN,
                "ignore_result",
                1,
                "timelimit",
                List.of(5, 1.5f),
                "eta",
                Instant.EPOCH,
                "stamped_headers",
                List.of(text),
                "shadow",
                "",
                "expires",
                ""));
    assertThat(headers.task()).isEqualTo("t");
    assertThat(headers.retries()).isEqualTo(2);
    assertThat(headers.groupIndex()).isEqualTo(10);
    assertThat(headers.ignoreResult()).isTrue();
    assertThat(headers.timelimit()).isEqualTo(new TimeLimit(5.0, 1.5));
    assertThat(headers.eta()).isEqualTo("1970-01-01T00:00:00+00:00");
    assertThat(headers.stampedHeaders()).containsExactly("t");
    assertThat(headers.shadow()).isNull();
    assertThat(headers.expires()).isNull();
  }

  @Test
  void a_header_that_cannot_be_read_is_named() {
    assertRejected(
        Map.of("retries", "two"), "headers.retries must be a whole number, but is the text 'two'");
    assertRejected(Map.of("retries", 2.5), "headers.retries must be a whole number");
    assertRejected(
        Map.of("timelimit", List.of(1)), "headers.timelimit must be [hard, soft] in seconds");
    assertRejected(Map.of("eta", 1_577_836_800L), "headers.eta: must be ISO 8601 text");
    assertRejected(Map.of("expires", "never"), "headers.expires: 'never' is not an ISO 8601 time");
    assertRejected(Map.of("stamps", List.of()), "headers.stamps must be a mapping");
    assertRejected(Map.of("id", 7), "headers.id must be text, but is the number 7");
  }

  @Test
  void a_body_of_another_shape_is_rejected() {
    assertBodyRejected("[[], {}]", "[args, kwargs, embed]");
    assertBodyRejected("{\"a\": 1}", "[args, kwargs, embed]");
    assertBodyRejected("[{}, {}, {}]", "body.args must be a list");
    assertBodyRejected("[[], [], {}]", "body.kwargs must be a mapping");
    assertBodyRejected("[[], {}, {\"callbacks\": [1]}]", "embed.callbacks must be signatures");
    assertBodyRejected("[[], {}, {\"chord\": {\"args\": []}}]", "signature.task must be text");
    assertBodyRejected("", "[args, kwargs, embed]");
  }

  @Test
  void an_unknown_task_is_told_before_its_body_is_looked_at() {
    Message message = message(Map.of("task", "t", "id", "i", "retries", 4), "not json");
    assertThat(codec.decode(message, AcceptContent.JSON, _ -> false))
        .isEqualTo(
            new Decoded.UnknownTask(
                "t",
                "i",
                TaskHeaders.builder("t", "i")
                    .lang(null)
                    .rootId(null)
                    .ignoreResult(null)
                    .retries(4)
                    .build()));
  }

  @Test
  void headers_go_before_a_hybrid_body() {
    Message message =
        message(
            Map.of("task", "t", "id", "i", "shadow", "from-headers"),
            "{\"args\": [1], \"shadow\": \"from-body\", \"retries\": 2, \"callbacks\": null}");
    Decoded.Task task = (Decoded.Task) codec.decode(message, AcceptContent.JSON, _ -> true);
    assertThat(task.protocol()).isEqualTo(2);
    assertThat(task.message().headers().shadow()).isEqualTo("from-headers");
    assertThat(task.message().headers().retries()).isEqualTo(2);
    assertThat(task.message().args()).isEqualTo(List.of(1L));
  }

  @Test
  void an_argument_that_cannot_travel_is_named_with_its_place() {
    TaskHeaders headers = TaskHeaders.builder("t", "i").build();
    TaskMessage inArgs = new TaskMessage(headers, List.of(1, new Object()), Map.of(), Embed.EMPTY);
    TaskMessage inKwargs =
        new TaskMessage(headers, List.of(), Map.of("x", List.of(new Object())), Embed.EMPTY);
    for (int protocol = 1; protocol <= 2; protocol++) {
      int p = protocol;
      assertThatThrownBy(() -> codec.encode(inArgs, p, json, null, MessageProperties.of()))
          .isInstanceOf(EncodeException.class)
          .hasMessageEndingWith("at args[1]");
      assertThatThrownBy(() -> codec.encode(inKwargs, p, json, null, MessageProperties.of()))
          .isInstanceOf(EncodeException.class)
          .hasMessageEndingWith("at kwargs.x[0]");
    }
    assertThatThrownBy(() -> codec.encode(inArgs, 3, json, null, MessageProperties.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("task_protocol must be 1 or 2");
  }

  private TaskHeaders headersOf(Map<String, ? extends @Nullable Object> headers) {
    Decoded decoded = codec.decode(message(headers, "[[], {}, {}]"), AcceptContent.JSON, _ -> true);
    assertThat(decoded).isInstanceOf(Decoded.Task.class);
    return ((Decoded.Task) decoded).message().headers();
  }

  private void assertRejected(Map<String, Object> header, String reason) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(Map.of("task", "t", "id", "i"));
    headers.putAll(header);
    assertMalformed(message(headers, "[[], {}, {}]"), reason);
  }

  private void assertBodyRejected(String body, String reason) {
    assertMalformed(message(Map.of("task", "t", "id", "i"), body), reason);
  }

  private void assertMalformed(Message message, String reason) {
    Decoded decoded = codec.decode(message, AcceptContent.JSON, _ -> true);
    assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
    Decoded.Malformed malformed = (Decoded.Malformed) decoded;
    assertThat(malformed.reaction()).isEqualTo(Reaction.REJECT);
    assertThat(malformed.reason()).contains(reason);
    assertThat(malformed.task()).isEqualTo("t");
  }

  private static Message message(Map<String, ? extends @Nullable Object> headers, String body) {
    return new Message(
        body.getBytes(StandardCharsets.UTF_8),
        "application/json",
        "utf-8",
        new LinkedHashMap<>(headers),
        MessageProperties.of());
  }
}
