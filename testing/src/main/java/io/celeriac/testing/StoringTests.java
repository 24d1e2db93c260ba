package io.celeriac.testing;

import static io.celeriac.testing.ResultFixture.document;
import static io.celeriac.testing.ResultFixture.failure;
import static io.celeriac.testing.ResultFixture.newId;
import static io.celeriac.testing.ResultFixture.success;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Of {@link ResultBackendContract}: what is stored is found, until it is overwritten or forgotten.
 */
interface StoringTests extends ResultTests {

  @Test
  default void nothing_is_found_for_a_task_that_nothing_is_known_of() {
    assertThat(fixture().client().find(newId())).isEmpty();
  }

  @Test
  default void every_part_of_a_document_is_found_by_another_process() {
    Map<String, @Nullable Object> extended = new LinkedHashMap<>();
    extended.put("name", "proj.add");
    extended.put("args", List.of(2L, 3L));
    extended.put("kwargs", Map.of());
    extended.put("worker", "w1@example");
    extended.put("retries", 0L);
    extended.put("queue", null);
    String child = newId();
    ResultDocument stored =
        new ResultDocument(
            newId(),
            "SUCCESS",
            5L,
            "Traceback (most recent call last):\n…",
            Arrays.asList(Arrays.asList(Arrays.asList(child, null), null)),
            "2026-11-23T17:03:37.000001+00:00",
            newId(),
            newId(),
            extended);
    fixture().worker().store(stored);

    assertThat(fixture().client().find(stored.taskId())).contains(stored);
  }

  @TestFactory
  default Stream<DynamicTest> results_of_all_types_are_found() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("null", null);
    map.put("nested", Map.of("list", Arrays.asList(1L, null, List.of("x"))));
    List<@Nullable Object> values =
        Arrays.asList(
            null,
            true,
            false,
            0,
            -1,
            Long.MAX_VALUE,
            new BigInteger("123456789012345678901234567890"),
            0.1,
            3.0,
            1e300,
            Double.POSITIVE_INFINITY,
            Double.NaN,
            "",
            "Grüße, мир, 漢字, 😀, \u0000, \"quoted\"",
            "x".repeat(1 << 20),
            new byte[] {0, -1, 127},
            new BigDecimal("12.50"),
            UUID.fromString("6f1f6a6c-0f3e-3d55-9b1c-9f0a1c2d3e4f"),
            OffsetDateTime.parse("2026-11-23T17:03:37.000001+01:00"),
            LocalDate.parse("2026-11-23"),
            LocalTime.parse("17:03:37"),
            List.of(),
            Map.of(),
            map);
    return values.stream()
        .map(value ->
            DynamicTest.dynamicTest(
                value == null ? "null" : value.getClass().getSimpleName() + " " + brief(value),
                () -> {
                  String id = newId();
                  fixture().worker().store(success(id, value));
                  assertThat(PlainValues.of(found(id).result())).isEqualTo(PlainValues.of(value));
                }));
  }

  private static String brief(Object value) {
    String text = value.toString();
    return text.substring(0, Math.min(30, text.length()));
  }

  private ResultDocument found(String id) {
    return fixture().client().find(id).orElseThrow();
  }

  @Test
  default void a_failure_is_found_as_it_was_stored() {
    String id = newId();
    fixture().worker().store(failure(id, "no such file"));

    assertThat(found(id)).isEqualTo(failure(id, "no such file"));
  }

  @Test
  default void each_state_overwrites_the_one_before() {
    String id = newId();
    for (String status : List.of("STARTED", "RETRY", "PROGRESS", "FAILURE", "REVOKED", "RETRY")) {
      fixture().worker().store(document(id, status, null));
      assertThat(found(id).status()).isEqualTo(status);
    }
    fixture().worker().store(success(id, "done"));
    assertThat(found(id)).isEqualTo(success(id, "done"));
  }

  @Test
  default void success_is_final() {
    String id = newId();
    fixture().worker().store(success(id, "done"));
    ResultBackend late = fixture().openAnother();
    for (String status : List.of("STARTED", "RETRY", "FAILURE", "REVOKED", "PROGRESS", "SUCCESS")) {
      late.store(document(id, status, "late"));
      assertThat(found(id)).isEqualTo(success(id, "done"));
    }
  }

  @Test
  default void success_is_final_whoever_stores_at_the_same_time() {
    for (int round = 0; round < 20; round++) {
      String id = newId();
      List<Future<Boolean>> stores = new ArrayList<>();
      for (String status : List.of("STARTED", "FAILURE", "SUCCESS", "RETRY", "REVOKED")) {
        stores.add(
            fixture()
                .inBackground(() -> {
                  fixture().worker().store(document(id, status, status));
                  return true;
                }));
      }
      stores.forEach(ResultFixture::await);
      assertThat(found(id)).as("round %s", round).isEqualTo(success(id, "SUCCESS"));
    }
  }

  @Test
  default void a_forgotten_result_is_gone() {
    String id = newId();
    String other = newId();
    fixture().worker().store(success(id, 1L));
    fixture().worker().store(success(other, 2L));
    fixture().client().forget(id);
    fixture().client().forget(id);

    assertThat(fixture().client().find(id)).isEmpty();
    assertThat(fixture().worker().find(id)).isEmpty();
    assertThat(found(other)).isEqualTo(success(other, 2L));
    fixture().worker().store(document(id, "STARTED", null));
    assertThat(found(id).status()).isEqualTo("STARTED");
  }

  @Test
  default void any_text_serves_as_a_task_id() {
    for (String suffix :
        List.of(" with spaces", ":colons:", "*?[a]", "ключ", "%00\n\"'\\", "/a/../b")) {
      String id = newId() + suffix;
      fixture().worker().store(success(id, suffix));
      assertThat(found(id)).isEqualTo(success(id, suffix));
    }
  }

  @Test
  default void a_stored_document_does_not_change_with_its_maker() {
    String id = newId();
    List<@Nullable Object> result = new ArrayList<>(List.of("as stored"));
    fixture().worker().store(success(id, result));
    result.add("changed afterwards");

    assertThat(found(id).result()).isEqualTo(List.of("as stored"));
  }

  @Test
  default void several_results_are_found_in_one_go() {
    List<String> ids = Stream.generate(ResultFixture::newId).limit(5).toList();
    fixture().worker().store(success(ids.get(0), 1L));
    fixture().worker().store(failure(ids.get(2), "x"));
    fixture().worker().store(document(ids.get(3), "STARTED", null));
    List<String> asked = new ArrayList<>(ids);
    asked.addAll(ids);

    assertThat(fixture().client().findAll(asked))
        .isEqualTo(
            Map.of(
                ids.get(0), success(ids.get(0), 1L),
                ids.get(2), failure(ids.get(2), "x"),
                ids.get(3), document(ids.get(3), "STARTED", null)));
    assertThat(fixture().client().findAll(List.of(ids.get(1)))).isEmpty();
    assertThat(fixture().client().findAll(List.of())).isEmpty();
  }

  @Test
  default void thousands_of_results_are_found_in_one_go() {
    Map<String, ResultDocument> stored = new LinkedHashMap<>();
    for (int i = 0; i < 3000; i++) {
      String id = newId();
      stored.put(id, success(id, (long) i));
    }
    stored.values().stream()
        .map(document ->
            fixture()
                .inBackground(() -> {
                  fixture().worker().store(document);
                  return true;
                }))
        .toList()
        .forEach(ResultFixture::await);

    assertThat(fixture().client().findAll(stored.keySet())).isEqualTo(stored);
  }

  @Test
  default void the_address_can_be_shown() {
    assertThat(fixture().client().displayUrl()).contains("://");
  }
}
