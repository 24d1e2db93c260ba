package io.celeriac.testing;

import static io.celeriac.testing.ResultFixture.await;
import static io.celeriac.testing.ResultFixture.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Of {@link ResultBackendContract}: the parts of a chord are counted, each once, and whoever brings
 * the last one is told so.
 */
interface ChordCountingTests extends ResultTests {

  /** A part that has ended well. */
  static ChordPart part(String groupId, @Nullable Integer index, @Nullable Object result) {
    return new ChordPart(groupId, newId(), index, "SUCCESS", result);
  }

  /** A part of a task that has raised an exception. */
  static ChordPart failedPart(String groupId, int index, String message) {
    Map<String, Object> failure =
        Map.of("exc_type", "ValueError", "exc_message", List.of(message), "exc_module", "builtins");
    return new ChordPart(groupId, newId(), index, "FAILURE", failure);
  }

  /** Brings parts, the last of which must give the claim, and no other. */
  static ChordClaim bring(ChordStore store, List<ChordPart> parts) {
    for (ChordPart part : parts.subList(0, parts.size() - 1)) {
      assertThat(store.part(part)).as("%s", part).isEmpty();
    }
    Optional<ChordClaim> claim = store.part(parts.getLast());
    assertThat(claim).as("the claim for the last part").isPresent();
    return claim.orElseThrow();
  }

  private static List<@Nullable Object> results(ChordClaim claim) {
    List<@Nullable Object> results = new ArrayList<>();
    claim.parts().forEach(part -> results.add(PlainValues.of(part.result())));
    return results;
  }

  @Test
  default void the_backend_brings_chords_together_as_its_traits_say() {
    ResultTraits.Chords kind =
        switch (fixture().client().chords()) {
          case ChordSupport.Counted _ -> ResultTraits.Chords.COUNTED;
          case ChordSupport.Polled _ -> ResultTraits.Chords.POLLED;
          case ChordSupport.Refused(String reason) -> {
            assertThat(reason).isNotBlank();
            yield ResultTraits.Chords.REFUSED;
          }
        };
    assertThat(kind).isEqualTo(traits().chords());
  }

  @Test
  default void whoever_brings_the_last_part_may_join_the_chord() {
    String id = newId();
    chords(fixture().client()).size(id, 3);
    List<ChordPart> parts = List.of(part(id, 0, "a"), part(id, 1, "b"), part(id, 2, "c"));
    ChordClaim claim = bring(chords(), parts);

    assertThat(claim.parts()).isEqualTo(parts);
    assertThat(claim.header()).isEmpty();
  }

  @Test
  default void a_chord_of_one_task_is_complete_with_it() {
    String id = newId();
    chords().size(id, 1);

    assertThat(results(bring(chords(), List.of(part(id, 0, 5L))))).containsExactly(5L);
  }

  @Test
  default void parts_count_that_came_before_the_size_was_known() {
    String id = newId();
    assertThat(chords().part(part(id, 0, "a"))).isEmpty();
    assertThat(chords().part(part(id, 1, "b"))).isEmpty();
    chords(fixture().client()).size(id, 3);

    assertThat(results(bring(chords(), List.of(part(id, 2, "c"))))).containsExactly("a", "b", "c");
  }

  @Test
  default void a_part_that_is_brought_again_once_the_size_is_known_completes_the_chord() {
    String id = newId();
    ChordPart only = part(id, 0, "a");
    assertThat(chords().part(only)).isEmpty();
    chords().size(id, 1);

    assertThat(results(bring(chords(), List.of(only)))).containsExactly("a");
  }

  @Test
  default void a_task_that_reports_twice_counts_once_with_what_it_said_first() {
    String id = newId();
    chords().size(id, 2);
    ChordPart first = part(id, 0, "first");
    ChordPart again = new ChordPart(id, first.taskId(), 0, "SUCCESS", "second");
    assertThat(chords().part(first)).isEmpty();
    assertThat(chords().part(first)).isEmpty();
    assertThat(chords().part(again)).isEmpty();
    assertThat(chords(fixture().openAnother()).part(again)).isEmpty();

    assertThat(results(bring(chords(), List.of(part(id, 1, "b"))))).containsExactly("first", "b");
  }

  @Test
  default void the_parts_are_in_the_order_of_the_header_whenever_they_came() {
    String id = newId();
    List<ChordPart> parts = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      parts.add(part(id, i, "result " + i));
    }
    chords().size(id, parts.size());
    List<ChordPart> shuffled = new ArrayList<>(parts);
    Collections.shuffle(shuffled, new Random(7));

    assertThat(bring(chords(), shuffled).parts()).isEqualTo(parts);
  }

  @Test
  default void parts_of_one_place_in_the_header_all_count() {
    String id = newId();
    chords().size(id, 4);
    List<ChordPart> parts =
        List.of(part(id, 1, "b"), part(id, 0, "a"), part(id, 1, "b"), part(id, 0, "c"));
    ChordClaim claim = bring(chords(), parts);

    assertThat(claim.parts()).containsExactlyInAnyOrderElementsOf(parts);
    assertThat(claim.parts().stream().map(ChordPart::groupIndex)).containsExactly(0, 0, 1, 1);
  }

  @Test
  default void parts_without_a_place_come_last() {
    String id = newId();
    chords().size(id, 3);
    ChordPart nowhere = part(id, null, "a");
    ChordPart second = part(id, 1, "b");
    ChordPart first = part(id, 0, "c");

    assertThat(bring(chords(), List.of(nowhere, second, first)).parts())
        .containsExactly(first, second, nowhere);
  }

  @Test
  default void a_running_chord_waits_for_parts_that_are_added() {
    String id = newId();
    chords().size(id, 2);
    assertThat(chords().part(part(id, 0, "a"))).isEmpty();
    chords().add(id, 1);
    chords().add(id, 2);
    List<ChordPart> rest =
        List.of(part(id, 1, "b"), part(id, 0, "x"), part(id, 0, "y"), part(id, 0, "z"));

    assertThat(results(bring(chords(), rest))).containsExactlyInAnyOrder("a", "b", "x", "y", "z");
  }

  @Test
  default void parts_can_be_added_before_the_size_is_known() {
    String id = newId();
    chords().add(id, 1);
    chords().size(id, 1);

    assertThat(results(bring(chords(), List.of(part(id, 0, "a"), part(id, 0, "b"))))).hasSize(2);
  }

  @Test
  default void chords_have_nothing_in_common() {
    String id = newId();
    String other = newId();
    chords().size(id, 2);
    chords().size(other, 2);
    assertThat(chords().part(part(id, 0, "a"))).isEmpty();
    assertThat(chords().part(part(other, 0, "b"))).isEmpty();
    chords().add(other, 1);

    assertThat(results(bring(chords(), List.of(part(id, 1, "c"))))).containsExactly("a", "c");
  }

  @Test
  default void exactly_one_of_many_who_report_at_the_same_time_may_join() {
    ChordStore here = chords();
    ChordStore there = chords(fixture().openAnother());
    for (int round = 0; round < 20; round++) {
      String id = newId();
      here.size(id, 60);
      List<Future<Optional<ChordClaim>>> reports = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        ChordPart part = part(id, i, (long) i);
        reports.add(fixture().inBackground(() -> here.part(part)));
        reports.add(fixture().inBackground(() -> there.part(part))); // delivered twice
      }
      List<ChordClaim> claims = reports.stream().flatMap(report -> await(report).stream()).toList();
      assertThat(claims).as("round %s", round).hasSize(1);
      assertThat(claims.getFirst().parts()).hasSize(60);
    }
  }

  @Test
  default void parts_are_of_all_types_and_states() {
    String id = newId();
    List<@Nullable Object> values =
        Arrays.asList(
            null, true, 1L, 2.5, "", "мир 😀", List.of(), Map.of("a", Arrays.asList(1L, null)));
    List<ChordPart> parts = new ArrayList<>();
    for (Object value : values) {
      parts.add(part(id, parts.size(), value));
    }
    parts.add(failedPart(id, parts.size(), "no such file"));
    parts.add(new ChordPart(id, newId(), parts.size(), "REVOKED", failedPart(id, 0, "x").result()));
    chords().size(id, parts.size());

    ChordClaim claim = bring(chords(), parts);
    assertThat(claim.parts().stream().map(ChordPart::state))
        .isEqualTo(parts.stream().map(ChordPart::state).toList());
    assertThat(results(claim))
        .isEqualTo(parts.stream().map(part -> PlainValues.of(part.result())).toList());
  }

  @Test
  default void a_part_does_not_change_with_its_maker() {
    String id = newId();
    chords().size(id, 2);
    List<@Nullable Object> result = new ArrayList<>(List.of("as reported"));
    assertThat(chords().part(part(id, 0, result))).isEmpty();
    result.add("changed afterwards");

    assertThat(results(bring(chords(), List.of(part(id, 1, 1L)))))
        .containsExactly(List.of("as reported"), 1L);
  }
}
