package io.celeriac.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.ResultBackendException;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultDocument;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryResultExpiryTest {
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));
  private final MemoryResults results = new MemoryResults();

  private MemoryResultBackend backend(Settings settings) {
    ResultBackendConfig config =
        new ResultBackendConfig(
            List.of(BrokerUrl.parseBackend("memory://", "this test")),
            settings,
            new JsonResultCodec(),
            clock);
    return new MemoryResultBackend(results, "memory://", config);
  }

  private static ResultDocument document(String id, String status) {
    return new ResultDocument(id, status, null, null, null, null, null, null, Map.of());
  }

  @Test
  void results_last_a_day_by_default() {
    MemoryResultBackend backend = backend(Settings.defaults());
    backend.store(document("id", "SUCCESS"));
    clock.advance(Duration.ofDays(1).minusMillis(1));
    assertThat(backend.find("id")).isPresent();
    clock.advance(Duration.ofMillis(1));

    assertThat(backend.find("id")).isEmpty();
  }

  @Test
  void a_success_that_has_expired_is_final_no_more() {
    MemoryResultBackend backend = backend(Settings.defaults());
    backend.store(document("id", "SUCCESS"));
    clock.advance(Duration.ofDays(2));
    backend.store(document("id", "STARTED"));

    assertThat(backend.find("id")).contains(document("id", "STARTED"));
  }

  @Test
  void each_store_begins_the_time_anew() {
    MemoryResultBackend backend = backend(Settings.defaults());
    backend.store(document("id", "STARTED"));
    clock.advance(Duration.ofHours(23));
    backend.store(document("id", "SUCCESS"));
    clock.advance(Duration.ofHours(23));

    assertThat(backend.find("id")).isPresent();
  }

  @Test
  void failures_may_last_for_another_time() {
    MemoryResultBackend backend =
        backend(
            Settings.defaults()
                .with(Setting.RESULT_EXPIRES, Duration.ofHours(1))
                .with(Setting.RESULT_FAILURE_EXPIRES, Duration.ofHours(3)));
    backend.store(document("failed", "FAILURE"));
    backend.store(document("done", "SUCCESS"));
    clock.advance(Duration.ofHours(2));

    assertThat(backend.find("failed")).isPresent();
    assertThat(backend.find("done")).isEmpty();
  }

  @Test
  void zero_is_for_ever() {
    MemoryResultBackend backend =
        backend(Settings.defaults().with(Setting.RESULT_EXPIRES, Duration.ZERO));
    backend.store(document("id", "SUCCESS"));
    clock.advance(Duration.ofDays(10_000));

    assertThat(backend.find("id")).isPresent();
  }

  @Test
  void none_is_for_ever() {
    MemoryResultBackend backend =
        backend(Settings.defaults().with("result_expires", null, "this test"));
    backend.store(document("id", "SUCCESS"));
    clock.advance(Duration.ofDays(10_000));

    assertThat(backend.find("id")).isPresent();
  }

  @Test
  void groups_last_as_long_as_results() {
    MemoryResultBackend backend =
        backend(Settings.defaults().with(Setting.RESULT_EXPIRES, Duration.ofHours(1)));
    backend.saveGroup(ResultTuple.group("id", List.of()));
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(backend.findGroup("id")).isPresent();
    clock.advance(Duration.ofMillis(1));

    assertThat(backend.findGroup("id")).isEmpty();
  }

  @Test
  void expired_results_do_not_pile_up() {
    MemoryResultBackend backend = backend(Settings.defaults());
    for (int day = 0; day < 20; day++) {
      for (int i = 0; i < 1000; i++) {
        backend.store(document(day + "-" + i, "SUCCESS"));
      }
      clock.advance(Duration.ofDays(1));
    }

    assertThat(results.size()).isLessThan(4000);
  }

  @Test
  void a_closed_backend_says_so() {
    MemoryResultBackend backend = backend(Settings.defaults());
    backend.close();

    assertThatThrownBy(() -> backend.store(document("id", "SUCCESS")))
        .isInstanceOf(ResultBackendException.class)
        .hasMessageContaining("memory://");
    assertThatThrownBy(() -> backend.find("id")).isInstanceOf(ResultBackendException.class);
    assertThatThrownBy(() -> backend.forget("id")).isInstanceOf(ResultBackendException.class);
  }
}
