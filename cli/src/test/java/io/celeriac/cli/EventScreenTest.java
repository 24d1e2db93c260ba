package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.ClusterState;
import io.celeriac.Event;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventScreenTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final ClusterState cluster = new ClusterState();
  private final EventScreen screen =
      new EventScreen(new Terminal(true, false, true), ZoneOffset.UTC, "redis://localhost//");

  private void event(String type, @Nullable Object... fields) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    cluster.event(new Event(type, "w1@node", 1, NOW, NOW, map));
  }

  private List<String> lines(int columns, int rows) {
    return screen.lines(cluster, NOW, columns, rows, Optional.empty(), 0);
  }

  @Test
  void an_empty_cluster_says_what_is_missing() {
    assertThat(lines(80, 24))
        .hasSize(24)
        .anySatisfy(line -> assertThat(line).contains("none has told of itself yet"))
        .anySatisfy(line -> assertThat(line).contains("-E"));
  }

  @Test
  void workers_and_tasks_are_shown() {
    event(
        "worker-heartbeat",
        "freq",
        2.0,
        "active",
        3L,
        "processed",
        1234L,
        "loadavg",
        List.of(0.5, 1.0, 2.0));
    event("task-received", "uuid", "1", "name", "shop.add", "args", "(2, 3)", "kwargs", "{}");
    event("task-succeeded", "uuid", "1", "result", "5", "runtime", 0.012);
    event("task-received", "uuid", "2", "name", "shop.pay", "args", "('a\nb',)", "kwargs", "{}");
    List<String> lines = lines(100, 24);
    assertThat(lines.get(1)).startsWith("4 events, 2 tasks");
    assertThat(lines)
        .anySatisfy(
            line -> assertThat(line).matches("w1@node +online +3 +1,234 +0\\.50 1\\.00 2\\.00 *"))
        .anySatisfy(line ->
            assertThat(line).matches("03:04:05  SUCCESS +12 ms  shop\\.add +\\(2, 3\\) = 5"))
        .anySatisfy(
            line -> assertThat(line).matches("03:04:05  RECEIVED +shop\\.pay +\\('a\\\\nb',\\)"));
    assertThat(lines(40, 10))
        .hasSize(10)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
  }

  @Test
  void what_is_wrong_is_told_instead_of_rates() {
    assertThat(screen.lines(cluster, NOW, 80, 24, Optional.of("No events come"), 0).get(1))
        .isEqualTo("No events come");
  }
}
