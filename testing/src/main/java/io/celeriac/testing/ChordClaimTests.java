package io.celeriac.testing;

import static io.celeriac.testing.ChordCountingTests.bring;
import static io.celeriac.testing.ChordCountingTests.failedPart;
import static io.celeriac.testing.ChordCountingTests.part;
import static io.celeriac.testing.ResultFixture.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Of {@link ResultBackendContract}: one worker at a time holds the claim to a chord, another takes
 * over when it is lost, and a chord that has ended stays so.
 */
interface ChordClaimTests extends ResultTests {
  Duration SENDING = Duration.ofSeconds(20);

  private ChordClaim complete(List<ChordPart> parts) {
    chords().size(parts.getFirst().groupId(), parts.size());
    return bring(chords(), parts);
  }

  private static List<ChordPart> twoParts(String id) {
    return List.of(part(id, 0, "a"), part(id, 1, "b"));
  }

  @Test
  default void a_header_with_groups_is_there_for_whoever_joins() {
    String id = newId();
    ResultTuple inner =
        ResultTuple.group(newId(), List.of(ResultTuple.task(newId()), ResultTuple.task(newId())))
            .withParent(ResultTuple.task(newId()));
    ResultTuple header = ResultTuple.group(id, List.of(ResultTuple.task(newId()), inner));
    chords(fixture().client()).saveHeader(header);
    ChordClaim claim = complete(twoParts(id));
    assertThat(claim.header()).contains(header);
    claim.done();

    // It is kept where saved groups are.
    assertThat(fixture().client().findGroup(id)).contains(header);
  }

  @Test
  default void a_claim_holds_for_as_long_as_it_is_extended() {
    List<ChordPart> parts = twoParts(newId());
    ChordClaim claim = complete(parts);
    assertThat(claim.extend(SENDING)).isTrue();
    assertThat(chords().part(parts.getFirst())).isEmpty();
    assertThat(claim.extend(SENDING)).isTrue();
  }

  @Test
  default void nobody_else_gets_what_one_holds() {
    List<ChordPart> parts = twoParts(newId());
    ChordClaim claim = complete(parts);
    for (ChordPart copy : parts) {
      assertThat(chords().part(copy)).isEmpty();
      assertThat(chords(fixture().openAnother()).part(copy)).isEmpty();
    }
    assertThat(claim.parts()).isEqualTo(parts);
  }

  @Test
  default void another_takes_over_from_one_who_died_with_the_claim() {
    String id = newId();
    List<ChordPart> parts = twoParts(id);
    ChordClaim lost = complete(parts);
    letClaimExpire(id);
    ChordClaim taken = chords(fixture().openAnother()).part(parts.getFirst()).orElseThrow();

    assertThat(taken.parts()).isEqualTo(parts);
    assertThat(lost.extend(SENDING)).isFalse();
    assertThat(taken.extend(SENDING)).isTrue();
  }

  @Test
  default void one_who_has_lost_the_claim_ends_nothing() {
    String id = newId();
    List<ChordPart> parts = twoParts(id);
    ChordClaim lost = complete(parts);
    letClaimExpire(id);
    ChordClaim taken = chords().part(parts.getFirst()).orElseThrow();
    lost.done();

    assertThat(taken.parts()).isEqualTo(parts);
    assertThat(taken.extend(SENDING)).isTrue();
    taken.done();
    assertThat(lost.extend(SENDING)).isFalse();
    assertThat(chords().part(parts.getFirst())).isEmpty();
  }

  @Test
  default void a_claim_that_expired_is_taken_up_again_while_nobody_else_has_it() {
    String id = newId();
    List<ChordPart> parts = twoParts(id);
    ChordClaim claim = complete(parts);
    letClaimExpire(id);

    assertThat(claim.extend(SENDING)).isTrue();
    assertThat(chords().part(parts.getFirst())).isEmpty();
  }

  @Test
  default void late_copies_of_the_parts_of_a_chord_that_is_done_start_nothing() {
    String id = newId();
    List<ChordPart> parts = twoParts(id);
    ChordClaim claim = complete(parts);
    assertThat(claim.extend(SENDING)).isTrue();
    claim.done();

    assertThat(chords().part(parts.getFirst())).isEmpty();
    assertThat(chords().part(part(id, 0, "of nobody"))).isEmpty();
    assertThat(chords(fixture().openAnother()).part(parts.getLast())).isEmpty();
    assertThat(claim.parts()).isEmpty();
  }

  @Test
  default void late_copies_of_the_parts_of_a_chord_that_failed_start_nothing() {
    String id = newId();
    List<ChordPart> parts = List.of(part(id, 0, "a"), failedPart(id, 1, "no such file"));
    ChordClaim claim = complete(parts);
    claim.failed();

    assertThat(chords().part(parts.getLast())).isEmpty();
    letClaimExpire(id);
    assertThat(chords().part(parts.getFirst())).isEmpty();
    assertThat(chords().part(parts.getLast())).isEmpty();
    assertThat(claim.extend(SENDING)).isFalse();
    assertThat(claim.parts()).isEqualTo(parts);
  }

  @Test
  default void a_chord_that_is_done_starts_over_when_its_size_is_set_again() {
    String id = newId();
    List<ChordPart> parts = twoParts(id);
    complete(parts).done();
    ChordClaim again = complete(parts);

    assertThat(again.parts()).isEqualTo(parts);
    assertThat(again.extend(SENDING)).isTrue();
  }
}
