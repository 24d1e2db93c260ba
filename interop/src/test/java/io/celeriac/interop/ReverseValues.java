package io.celeriac.interop;

import static io.celeriac.interop.ReverseClient.key;
import static io.celeriac.interop.ReverseClient.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Signature;
import io.celeriac.TypeRef;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Part A of reverse.md: values there and back. */
final class ReverseValues {
  private ReverseValues() {}

  static List<ReverseRow> rows() {
    return List.of(
        ReverseRow.of("A1", client -> assertThat(client.get(task("identity", 42))).isEqualTo(42L)),
        ReverseRow.of(
            "A2",
            client -> {
              Map<String, Object> value =
                  Map.of(
                      "a",
                      Arrays.asList(1L, null, 2.5, true, "ü€𝄞", Map.of("b", List.of())),
                      "",
                      -0.5);
              assertThat(client.get(task("identity", value))).isEqualTo(value);
            }),
        ReverseRow.of(
            "A3",
            client -> {
              List<Object> numbers =
                  List.of((1L << 53) + 1, Long.MIN_VALUE, BigInteger.TWO.pow(64), 1e300);
              assertThat(client.get(task("identity", numbers))).isEqualTo(numbers);
            }),
        ReverseRow.of(
            "A4",
            client -> {
              AsyncResult<Object> result = client.send(task("identity", (Object) null));
              assertThat(result.get(ReverseClient.PATIENCE)).isNull();
              if (client.app().resultBackendUrl().startsWith("redis")) {
                assertThat(result.state()).isEqualTo("SUCCESS");
              }
            }),
        ReverseRow.of(
            "A5",
            client -> {
              assertThat(client.get(task("add", 2, 3))).isEqualTo(5L);
              assertThat(client.get(task("add", 2, 3).kwarg("z", 4))).isEqualTo(9L);
              assertThat(client.get(task("add").kwarg("x", 1).kwarg("y", 2))).isEqualTo(3L);
              assertThat(client.get(task("add", "a", "b"))).isEqualTo("ab");
              assertThat(client.get(task("add", List.of(1), List.of(2))))
                  .isEqualTo(List.of(1L, 2L));
            }),
        ReverseRow.of(
            "A6",
            client -> {
              assertThat(client.get(task("xsum", List.of(1, List.of(2, 3))))).isEqualTo(6L);
              assertThat(client.get(task("tsum", List.of(1, 2, 3)))).isEqualTo(6L);
            }),
        ReverseRow.of(
            "A7",
            client ->
                assertThat(client.get(task("add_pydantic", Map.of("x", 1, "y", 2))))
                    .isEqualTo(Map.of("result", 3L))),
        ReverseRow.onRedis(
            "A8",
            client -> {
              String key = key();
              byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
              assertThat(client.get(task("redis_echo", bytes, key))).isNull();
              assertThat(client.marks(key, 1)).containsExactly("bytes");
            }),
        ReverseRow.of("A9", client -> assertThat(client.get(task("print_unicode"))).isNull()),
        ReverseRow.of(
            "A10",
            client -> {
              Instant time = Instant.parse("2026-01-02T03:04:05.000006Z");
              UUID id = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
              assertThat(
                      client.get(
                          Signature.of(
                              ReverseClient.TASKS + "identity",
                              new TypeRef<Pair>() {},
                              new Pair(time, id))))
                  .isEqualTo(new Pair(time, id));
            }));
  }

  /** Values of two types; a record travels as an object. */
  record Pair(Instant time, UUID id) {}
}
