package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.SettingException;
import io.celeriac.spi.LamportClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationsTest {

  private final AtomicLong now = new AtomicLong();
  private final Revocations revocations = new Revocations(3, Duration.ofSeconds(10), now::get);

  @Test
  void beyond_the_number_the_oldest_go() {
    revocations.addAll(List.of("a", "b", "c", "d"));
    assertThat(revocations.ids()).containsExactly("b", "c", "d");
    assertThat(revocations.contains("a")).isFalse();
    assertThat(revocations.contains("d")).isTrue();
  }

  @Test
  void ids_stay_for_ever_until_the_number_is_reached_and_then_the_expired_go() {
    revocations.add("a");
    now.addAndGet(Duration.ofHours(1).toNanos());
    revocations.add("b");
    assertThat(revocations.contains("a")).isTrue();
    revocations.add("c");
    assertThat(revocations.ids()).containsExactly("b", "c");
  }

  @Test
  void an_id_that_is_revoked_again_is_the_youngest() {
    revocations.addAll(List.of("a", "b"));
    revocations.add("a");
    assertThat(revocations.ids()).containsExactly("b", "a");
  }

  @Test
  void what_is_expired_is_not_told_to_others() {
    revocations.add("a");
    now.addAndGet(Duration.ofSeconds(11).toNanos());
    revocations.purge();
    assertThat(revocations.ids()).isEmpty();
  }

  @Test
  void a_stamp_matches_by_one_of_its_values() {
    assertThat(Revocations.matches("acme", List.of("other", "acme"))).isTrue();
    assertThat(Revocations.matches(List.of("x", "acme"), List.of("acme"))).isTrue();
    assertThat(Revocations.matches(List.of("x"), List.of("acme"))).isFalse();
    assertThat(Revocations.matches(1234, List.of(1234L, "x"))).isTrue();
    assertThat(Revocations.matches(null, List.of("acme"))).isFalse();
  }

  @Test
  void a_state_file_keeps_ids_and_the_clock(@TempDir Path directory) {
    LamportClock clock = new LamportClock();
    clock.adjust(41);
    Path file = directory.resolve("worker.state");
    revocations.addAll(List.of("a", "b"));
    new StateFile(file, revocations, clock).save();

    Revocations later = new Revocations(3, Duration.ofSeconds(10), now::get);
    LamportClock laterClock = new LamportClock();
    new StateFile(file, later, laterClock).load();

    assertThat(later.ids()).containsExactly("a", "b");
    assertThat(laterClock.value()).isGreaterThan(41);
    assertThat(directory).isDirectoryContaining("glob:**worker.state");
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void anothers_file_is_refused_and_left_as_it_is(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("celery.db"), "no JSON");
    StateFile state = new StateFile(file, revocations, new LamportClock());
    assertThatThrownBy(state::load)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("celery.db")
        .hasMessageContaining("no state file of Celeriac's");
    assertThat(file).hasContent("no JSON");
  }
}
