package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureTypesTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final RecordingResults results = new RecordingResults();
  private final Celery app =
      Celery.named("failures")
          .transport(new RecordingTransport())
          .resultBackend(results)
          .failure(
              "builtins.ValueError",
              failed -> new IllegalArgumentException(String.valueOf(failed.arguments().getFirst())))
          .failure("SoldOut", failed -> new IllegalStateException("sold out", null))
          .failure(
              "shop.Broken",
              failed -> {
                throw new UnsupportedOperationException("a mapping with a fault");
              })
          .build();

  private AsyncResult<Object> failed(String module, String type) {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    wire.put("exc_type", type);
    wire.put("exc_module", module);
    wire.put("exc_message", List.of("no good"));
    results.store(
        new ResultDocument(type, "FAILURE", wire, null, null, null, null, null, Map.of()));
    return app.result(type, Object.class);
  }

  @Test
  void a_failure_is_thrown_as_what_the_app_has_registered_for_it() {
    assertThatThrownBy(() -> failed("builtins", "ValueError").get(SOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no good")
        .hasCauseInstanceOf(TaskFailedException.class);
  }

  @Test
  void a_class_alone_is_meant_of_any_module() {
    assertThatThrownBy(() -> failed("shop.errors", "SoldOut").get(SOON))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("sold out")
        .satisfies(thrown ->
            assertThat(thrown.getSuppressed())
                .singleElement()
                .isInstanceOf(TaskFailedException.class));
  }

  @Test
  void the_name_of_a_java_class_is_only_a_name() {
    assertThatThrownBy(() -> failed("java.lang", "IllegalStateException").get(SOON))
        .isExactlyInstanceOf(TaskFailedException.class)
        .hasMessageContaining("IllegalStateException");
    assertThatThrownBy(() -> failed("os", "system").get(SOON))
        .isExactlyInstanceOf(TaskFailedException.class);
  }

  @Test
  void a_fault_in_a_mapping_does_not_hide_the_failure() {
    assertThatThrownBy(() -> failed("shop", "Broken").get(SOON))
        .isInstanceOf(TaskFailedException.class)
        .satisfies(thrown ->
            assertThat(thrown.getSuppressed())
                .singleElement()
                .isInstanceOf(UnsupportedOperationException.class));
  }

  @Test
  void await_has_it_as_a_value() throws Exception {
    assertThat(failed("builtins", "ValueError").await(SOON).failure())
        .get()
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(failed("shop", "SoldOut").await(SOON).failure())
        .get()
        .isInstanceOf(IllegalStateException.class);
  }
}
