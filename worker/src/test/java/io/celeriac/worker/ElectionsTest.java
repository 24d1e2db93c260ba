package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Event;
import io.celeriac.spi.EventDispatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ElectionsTest {

  private final List<@Nullable Object> won = new ArrayList<>();
  private int alive = 1;
  private final Elections elections =
      new Elections(
          "w1@test",
          EventDispatcher.unavailable("w1@test"),
          () -> alive,
          (topic, action) -> won.add(action));

  private static Event event(String type, String hostname, long clock, @Nullable Object action) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", "e");
    fields.put("topic", "task");
    fields.put("action", action);
    fields.put("pid", 7L);
    return new Event(type, hostname, clock, Instant.EPOCH, Instant.EPOCH, fields);
  }

  private void proposed(String hostname, long clock) {
    elections.proposed(event("worker-elect", hostname, clock, hostname));
  }

  private void acknowledged(String hostname) {
    elections.acknowledged(event("worker-elect-ack", hostname, 99, null));
  }

  @Test
  void the_earliest_proposal_wins_when_all_alive_have_acknowledged() {
    alive = 2;
    elections.propose("e", "task", "w1@test");
    proposed("w2@test", 12);
    proposed("w1@test", 11);
    acknowledged("w1@test");
    assertThat(won).isEmpty();
    acknowledged("w2@test");
    assertThat(won).containsExactly("w1@test");
    acknowledged("w2@test");
    assertThat(won).hasSize(1);
  }

  @Test
  void of_two_proposals_at_one_time_the_name_decides() {
    elections.propose("e", "task", "w1@test");
    proposed("w0@test", 11);
    proposed("w1@test", 11);
    acknowledged("w0@test");
    assertThat(won).isEmpty();
  }

  @Test
  void who_was_not_asked_decides_nothing() {
    proposed("w1@test", 1);
    acknowledged("w1@test");
    assertThat(won).isEmpty();
  }
}
