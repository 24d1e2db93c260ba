package io.celeriac.interop;

import static io.celeriac.interop.ReverseClient.key;
import static io.celeriac.interop.ReverseClient.si;
import static io.celeriac.interop.ReverseClient.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.AsyncResult;
import io.celeriac.TaskRevokedError;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Part B of reverse.md: the options of calls. */
final class ReverseOptions {
  private ReverseOptions() {}

  static List<ReverseRow> rows() {
    return List.of(
        ReverseRow.of(
            "B1",
            client -> {
              String id = UUID.randomUUID().toString();
              AsyncResult<Object> result = client.send(task("identity", 1).taskId(id));
              assertThat(result.id()).isEqualTo(id);
              assertThat(result.get(ReverseClient.PATIENCE)).isEqualTo(1L);
            }),
        ReverseRow.of(
            "B2",
            client -> {
              Instant before = Instant.now();
              AsyncResult<Object> result =
                  client.send(task("add", 1, 1).countdown(Duration.ofSeconds(2)));
              if (Duration.between(before, Instant.now()).toSeconds() < 1) {
                assertThat(result.ready()).isFalse();
              }
              assertThat(result.get(ReverseClient.PATIENCE)).isEqualTo(2L);
              assertThat(Duration.between(before, Instant.now())).isGreaterThan(millis(1900));
            }),
        ReverseRow.of(
            "B3",
            client -> {
              Instant before = Instant.now();
              OffsetDateTime eta =
                  before
                      .plusSeconds(2)
                      .truncatedTo(ChronoUnit.MICROS)
                      .atOffset(ZoneOffset.ofHours(2));
              Object seen = client.get(task("return_request_eta").option("eta", eta));
              assertThat(OffsetDateTime.parse(String.valueOf(seen))).isEqualTo(eta);
              assertThat(String.valueOf(seen)).endsWith("+02:00");
              assertThat(Duration.between(before, Instant.now())).isGreaterThan(millis(1900));
            }),
        // RabbitMQ drops what has expired unless a worker takes it at once.
        ReverseRow.ofIdle(
            "B4",
            client -> {
              AsyncResult<Object> result =
                  client.send(task("add", 1, 1).expires(Instant.now().minusSeconds(1)));
              assertThatThrownBy(() -> result.get(ReverseClient.PATIENCE))
                  .isInstanceOf(TaskRevokedError.class)
                  .hasMessageContaining("expired");
            }),
        ReverseRow.of(
            "B5",
            client -> {
              assertThat(client.get(task("return_priority").priority(7))).isEqualTo("Priority: 7");
              assertThat(client.get(task("return_priority"))).isEqualTo("Priority: 0");
            }),
        ReverseRow.of(
            "B6",
            client ->
                assertThat(client.get(task("retry_once_headers").header("x-test-header", "v")))
                    .isEqualTo(Map.of("x-test-header", "v"))),
        ReverseRow.of(
            "B7",
            client -> {
              Map<?, ?> seen =
                  (Map<?, ?>) client.get(task("return_properties").option("app_id", "1234"));
              assertThat(seen.get("app_id")).isEqualTo("1234");
              assertThat((String) seen.get("correlation_id")).isNotEmpty();
              assertThat((String) seen.get("reply_to")).isNotEmpty();
              if (client.app().brokerUrl().startsWith("amqp")) {
                assertThat(seen.get("content_type")).isEqualTo("application/json");
                assertThat(seen.get("content_encoding")).isEqualTo("utf-8");
              }
            }),
        ReverseRow.of(
            "B8",
            client -> {
              assertThat(
                      client.get(
                          task("return_request_time_limits")
                              .timeLimit(Duration.ofSeconds(30))
                              .softTimeLimit(Duration.ofSeconds(20))))
                  .isEqualTo(limits(30L, 20L));
              assertThat(client.get(task("return_request_time_limits")))
                  .isEqualTo(limits(null, null));
            }),
        ReverseRow.of(
            "B9",
            client ->
                ReverseClient.expectFailure(
                    client.send(task("sleeping", 20).timeLimit(Duration.ofSeconds(1))),
                    "billiard.exceptions.TimeLimitExceeded",
                    1L)),
        ReverseRow.of(
            "B10",
            client -> {
              assertThat(
                      client.get(
                          task("delayed_sum_with_soft_guard", List.of(100))
                              .kwarg("pause_time", 5)
                              .softTimeLimit(Duration.ofSeconds(1))))
                  .isEqualTo(0L);
              ReverseClient.expectFailure(
                  client.send(task("sleeping", 20).softTimeLimit(Duration.ofSeconds(1))),
                  "billiard.exceptions.SoftTimeLimitExceeded");
            }),
        ReverseRow.of(
            "B11",
            client ->
                assertThatThrownBy(() ->
                        client.send(
                            task("identity", 1)
                                .softTimeLimit(Duration.ofSeconds(2))
                                .timeLimit(Duration.ofSeconds(1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2")),
        ReverseRow.onRedis(
            "B12",
            client -> {
              String key = key();
              AsyncResult<Object> result =
                  client.send(
                      task("add", 1, 2).ignoreResult(true).link(si("redis_echo", "ran", key)));
              assertThat(client.marks(key, 1)).containsExactly("ran");
              assertThat(client.app().result(result.id(), Object.class).state())
                  .isEqualTo("PENDING");
              assertThat(client.redis().exists("celery-task-meta-" + result.id())).isFalse();
            }),
        ReverseRow.of(
            "B13",
            client ->
                assertThat(client.get(task("add_ignore_result", 1, 2).ignoreResult(false)))
                    .isEqualTo(3L)),
        ReverseRow.of(
            "B14",
            client -> {
              for (String method : List.of("gzip", "zlib", "bzip2")) {
                assertThat(client.get(task("add", 1, 2).compression(method))).isEqualTo(3L);
              }
            }),
        ReverseRow.of(
            "B15",
            client -> {
              List<@Nullable Object> value =
                  Arrays.asList("ü", 1L, 2.5, null, Map.of("a", List.of(1L)));
              for (String serializer : List.of("msgpack", "yaml")) {
                assertThat(client.get(task("identity", value).serializer(serializer)))
                    .isEqualTo(value);
              }
            }),
        ReverseRow.onRedis(
            "B16",
            client -> {
              AsyncResult<Object> result = client.send(task("add", 2, 3));
              assertThat(result.get(ReverseClient.PATIENCE)).isEqualTo(5L);
              assertThat(result.state()).isEqualTo("SUCCESS");
              Map<String, @Nullable Object> extended = result.extended();
              assertThat(extended.get("name")).isEqualTo(ReverseClient.TASKS + "add");
              assertThat(extended.get("args")).isEqualTo(List.of(2L, 3L));
              assertThat(extended.get("worker")).isEqualTo(client.worker().nodeName());
              assertThat(extended.get("queue")).isEqualTo(client.worker().queue());
              assertThat(extended.get("retries")).isEqualTo(0L);
              assertThat(result.children()).isEmpty();
            }));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Map<String, @Nullable Object> limits(@Nullable Long hard, @Nullable Long soft) {
    Map<String, @Nullable Object> limits = new HashMap<>();
    limits.put("time_limit", hard);
    limits.put("soft_time_limit", soft);
    return Collections.unmodifiableMap(limits);
  }
}
