package io.celeriac.testing;

import static io.celeriac.testing.ResultFixture.newId;
import static io.celeriac.testing.ResultFixture.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeriac.protocol.ResultTuple;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of {@link ResultBackendContract}: groups are found by their id alone. */
interface GroupTests extends ResultTests {

  private void assumeGroups() {
    assumeTrue(traits().keepsGroups(), "By its traits this backend does not save groups");
  }

  private static ResultTuple group(String id, int members) {
    return ResultTuple.group(
        id, Stream.generate(() -> ResultTuple.task(newId())).limit(members).toList());
  }

  @Test
  default void nothing_is_found_for_a_group_that_was_not_saved() {
    assumeGroups();
    assertThat(fixture().client().findGroup(newId())).isEmpty();
  }

  @Test
  default void a_saved_group_is_found_by_another_process() {
    assumeGroups();
    ResultTuple saved = group(newId(), 3);
    fixture().client().saveGroup(saved);

    assertThat(fixture().worker().findGroup(saved.id())).contains(saved);
  }

  @Test
  default void a_group_keeps_its_groups_and_what_each_result_hangs_on() {
    assumeGroups();
    ResultTuple first = ResultTuple.task(newId());
    ResultTuple second = ResultTuple.task(newId()).withParent(first);
    ResultTuple inner = group(newId(), 2).withParent(second);
    ResultTuple saved =
        ResultTuple.group(
                newId(), List.of(ResultTuple.task(newId()), inner, second, group(newId(), 0)))
            .withParent(ResultTuple.task(newId()));
    fixture().client().saveGroup(saved);

    assertThat(fixture().worker().findGroup(saved.id())).contains(saved);
  }

  @Test
  default void groups_of_no_and_of_many_members_are_kept() {
    assumeGroups();
    for (int members : List.of(0, 1, 5000)) {
      ResultTuple saved = group(newId(), members);
      fixture().client().saveGroup(saved);
      assertThat(fixture().worker().findGroup(saved.id())).contains(saved);
    }
  }

  @Test
  default void a_group_that_is_saved_again_replaces_the_one_before() {
    assumeGroups();
    String id = newId();
    fixture().client().saveGroup(group(id, 2));
    ResultTuple later = group(id, 3);
    fixture().worker().saveGroup(later);

    assertThat(fixture().client().findGroup(id)).contains(later);
  }

  @Test
  default void a_forgotten_group_is_gone_but_not_its_members() {
    assumeGroups();
    ResultTuple saved = group(newId(), 1);
    ResultTuple other = group(newId(), 1);
    String member = saved.members() == null ? "" : saved.members().getFirst().id();
    fixture().client().saveGroup(saved);
    fixture().client().saveGroup(other);
    fixture().worker().store(success(member, 1L));
    fixture().client().forgetGroup(saved.id());
    fixture().client().forgetGroup(saved.id());

    assertThat(fixture().worker().findGroup(saved.id())).isEmpty();
    assertThat(fixture().worker().findGroup(other.id())).contains(other);
    assertThat(fixture().worker().find(member)).contains(success(member, 1L));
  }

  @Test
  default void a_group_and_a_task_of_one_id_have_nothing_in_common() {
    assumeGroups();
    ResultTuple saved = group(newId(), 1);
    fixture().worker().store(success(saved.id(), 1L));
    assertThat(fixture().client().findGroup(saved.id())).isEmpty();
    fixture().client().saveGroup(saved);
    fixture().client().forget(saved.id());

    assertThat(fixture().client().find(saved.id())).isEmpty();
    assertThat(fixture().client().findGroup(saved.id())).contains(saved);
  }

  @Test
  default void a_backend_that_cannot_save_groups_says_so() {
    assumeFalse(traits().keepsGroups(), "By its traits this backend saves groups");
    ResultTuple group = group(newId(), 1);

    assertThatThrownBy(() -> fixture().client().saveGroup(group))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> fixture().client().findGroup(group.id()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> fixture().client().forgetGroup(group.id()))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
