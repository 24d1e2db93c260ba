package io.celeriac.interop;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.chunks;
import static io.celeriac.Canvas.group;
import static io.celeriac.Canvas.map;
import static io.celeriac.Canvas.starmap;
import static io.celeriac.interop.ReverseClient.PATIENCE;
import static io.celeriac.interop.ReverseClient.TASKS;
import static io.celeriac.interop.ReverseClient.expectFailure;
import static io.celeriac.interop.ReverseClient.key;
import static io.celeriac.interop.ReverseClient.si;
import static io.celeriac.interop.ReverseClient.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Group;
import io.celeriac.GroupResult;
import io.celeriac.Signature;
import io.celeriac.Step;
import io.celeriac.protocol.ResultTuple;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Part F of reverse.md: workflows. */
final class ReverseCanvas {
  private ReverseCanvas() {}

  private static List<Signature<Object>> each(int count, IntFunction<Signature<Object>> call) {
    return IntStream.range(0, count).mapToObj(call).toList();
  }

  private static List<Object> upTo(long count) {
    return LongStream.range(0, count).<Object>mapToObj(i -> i).toList();
  }

  static List<ReverseRow> rows() {
    return List.of(
        ReverseRow.of("F1", ReverseCanvas::results_of_a_chain_hang_on_each_other),
        ReverseRow.of("F2", ReverseCanvas::tasks_of_a_chain_know_their_root_and_parent),
        ReverseRow.of(
            "F3",
            client ->
                assertThat(client.get(group(each(10, i -> task("identity", i))).signature()))
                    .isEqualTo(upTo(10))),
        ReverseRow.of(
            "F4",
            client ->
                assertThat(client.get(group(each(1000, i -> task("identity", i))).signature()))
                    .isEqualTo(upTo(1000))),
        ReverseRow.onRedis(
            "F5",
            client ->
                assertThat(client.get(chord(each(10, i -> task("add", i, i)), task("tsum"))))
                    .isEqualTo(90L)),
        ReverseRow.onRedis(
            "F6",
            client ->
                assertThat(client.get(chord(each(10, i -> si("identity", i)), task("identity"))))
                    .isEqualTo(upTo(10))),
        ReverseRow.of(
            "F7",
            client ->
                assertThat(
                        client.get(
                            chain(
                                task("add", 2, 2),
                                group(each(4, i -> task("add", i))).signature())))
                    .isEqualTo(List.of(4L, 5L, 6L, 7L))),
        ReverseRow.onRedis(
            "F8",
            client ->
                assertThat(
                        client.get(
                            chain(
                                task("identity", 42),
                                group(task("identity"), task("identity")).signature(),
                                task("identity"))))
                    .isEqualTo(List.of(42L, 42L))),
        ReverseRow.onRedis(
            "F9",
            client ->
                assertThat(
                        client.get(
                            chain(
                                group(task("add", 1, 1), task("add", 2, 2)).signature(),
                                group(task("tsum"), task("tsum")).signature(),
                                task("tsum"))))
                    .isEqualTo(12L)),
        ReverseRow.onRedis(
            "F10",
            client -> {
              assertThat(
                      client.get(
                          chord(
                              List.of(task("add", 1, 1), task("add", 2, 2)),
                              chain(task("tsum"), task("add", 10)))))
                  .isEqualTo(16L);
              assertThat(
                      client.get(
                          chord(
                              List.of(task("add", 1, 1)),
                              group(task("tsum"), task("tsum")).signature())))
                  .isEqualTo(List.of(2L, 2L));
            }),
        ReverseRow.onRedis(
            "F11",
            client ->
                assertThat(
                        client.get(
                            chord(
                                List.of(
                                    chord(
                                        List.of(task("add", 1, 2), task("add", 3, 4)),
                                        task("tsum")),
                                    chain(task("add", 1, 1), task("add", 5))),
                                task("identity"))))
                    .isEqualTo(List.of(10L, 7L))),
        ReverseRow.onRedis("F12", ReverseCanvas::a_failing_header_fails_the_body),
        ReverseRow.onRedis(
            "F13",
            client -> {
              AsyncResult<Object> result =
                  client.send(chain(task("add", 1, 1), task("fail"), task("add", 1)));
              String expected = TASKS + "ExpectedException";
              expectFailure(result, expected, "Task expected to fail", 2L);
              expectFailure(result.parent().orElseThrow(), expected, "Task expected to fail", 2L);
            }),
        ReverseRow.of(
            "F14",
            client -> {
              if (client.app().resultBackendUrl().startsWith("redis")) {
                assertThat(client.get(task("add_replaced", 1, 2))).isEqualTo(3L);
              }
              assertThat(
                      client.get(
                          chain(task("identity", 5), task("replace_with_chain"), task("add", 1))))
                  .isEqualTo(6L);
            }),
        ReverseRow.onRedis(
            "F15",
            client -> {
              assertThat(client.get(task("add_to_all", List.of(1, 2), 3)))
                  .isEqualTo(List.of(4L, 5L));
              assertThat(
                      (List<?>)
                          client.get(
                              chord(
                                  List.of(task("add_to_all_to_chord", List.of(1, 2, 3), 4)),
                                  task("identity"))))
                  .map(Object.class::cast)
                  .containsExactlyInAnyOrder(0L, 5L, 6L, 7L);
            }),
        ReverseRow.of(
            "F16",
            client -> {
              assertThat(client.get(starmap(task("add"), List.of(List.of(1, 1), List.of(2, 2)))))
                  .isEqualTo(List.of(2L, 4L));
              assertThat(
                      client.get(
                          map(
                              new Step<Object, Object>(task("identity")),
                              Arrays.asList(1, List.of(2)))))
                  .isEqualTo(List.of(1L, List.of(2L)));
              assertThat(
                      client.get(
                          chunks(
                              task("add"),
                              IntStream.range(0, 5).mapToObj(i -> List.of(i, i)).toList(),
                              2)))
                  .isEqualTo(List.of(List.of(0L, 2L), List.of(4L, 6L), List.of(8L)));
            }),
        ReverseRow.onRedis(
            "F17",
            client -> {
              String key = key();
              Group<Object> both = group(task("add", 1, 1), task("add", 2, 2));
              assertThat(client.get(both.signature().link(si("redis_echo", "done", key))))
                  .isEqualTo(List.of(2L, 4L));
              assertThat(client.marks(key, 1)).containsExactly("done");
            }),
        ReverseRow.onRedis(
            "F18",
            client -> {
              AsyncResult<Object> result = client.send(task("identity", 1).stamp("stamp", 42));
              assertThat(result.get(PATIENCE)).isEqualTo(1L);
              assertThat(result.extended())
                  .containsEntry("stamped_headers", List.of("stamp"))
                  .containsEntry("stamp", 42L);
            }),
        ReverseRow.onRedis("F19", ReverseCanvas::a_chain_built_in_a_task_can_be_followed),
        ReverseRow.onRedis("F20", ReverseCanvas::a_saved_group_is_found_by_its_id),
        ReverseRow.onRedis(
            "F21",
            client -> {
              String id = client.send(task("add", 2, 2)).id();
              AsyncResult<Long> result = client.app().result(id, Long.class);
              assertThat(result.get(PATIENCE)).isEqualTo(4L);
              result.forget();
              assertThat(client.redis().exists("celery-task-meta-" + id)).isFalse();
              assertThat(result.state()).isEqualTo("PENDING");
            }));
  }

  private static void results_of_a_chain_hang_on_each_other(ReverseClient client)
      throws InterruptedException {
    AsyncResult<Object> result =
        client.send(chain(task("add", 4, 4), task("add", 8), task("add", 16)));
    AsyncResult<?> before = result.parent().orElseThrow();
    AsyncResult<?> first = before.parent().orElseThrow();
    // Where results are only sent once, they come in this order.
    assertThat(first.get(PATIENCE)).isEqualTo(8L);
    assertThat(before.get(PATIENCE)).isEqualTo(16L);
    assertThat(result.get(PATIENCE)).isEqualTo(32L);
    assertThat(first.parent()).isEmpty();
  }

  private static void tasks_of_a_chain_know_their_root_and_parent(ReverseClient client)
      throws InterruptedException {
    AsyncResult<?> last = client.send(chain(each(4, i -> si("ids").kwarg("i", i))));
    List<AsyncResult<?>> line = new java.util.ArrayList<>();
    for (AsyncResult<?> node = last; node != null; node = node.parent().orElse(null)) {
      line.addFirst(node);
    }
    assertThat(line).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(line.get(i).get(PATIENCE))
          .isEqualTo(
              Arrays.asList(line.getFirst().id(), i == 0 ? null : line.get(i - 1).id(), (long) i));
    }
  }

  private static void a_failing_header_fails_the_body(ReverseClient client) {
    String failing = java.util.UUID.randomUUID().toString();
    AsyncResult<Object> result =
        client.send(
            chord(
                List.of(task("add", 1, 2), task("fail").taskId(failing)),
                task("tsum").linkError(task("errback_old_style"))));
    // Without its parents, for the header's own failure would come first.
    expectFailure(
        client.app().result(result.id(), Object.class),
        "celery.exceptions.ChordError",
        "Dependency " + failing + " raised ExpectedException('Task expected to fail')");
    assertThat(client.counter(result.id())).isEqualTo("1");
  }

  private static void a_chain_built_in_a_task_can_be_followed(ReverseClient client)
      throws InterruptedException {
    // The last task fails, for it adds a number to a list.
    ResultTuple last = ResultTuple.fromWire(client.get(task("build_chain_inside_task")));
    ResultTuple group = Objects.requireNonNull(last.parent());
    List<ResultTuple> members = Objects.requireNonNull(group.members());
    assertThat(members).hasSize(2);
    assertThat(client.app().result(members.getFirst().id(), Long.class).get(PATIENCE))
        .isEqualTo(7L);
    assertThat(client.app().result(members.getLast().id(), Long.class).get(PATIENCE)).isEqualTo(8L);
  }

  private static void a_saved_group_is_found_by_its_id(ReverseClient client)
      throws InterruptedException {
    GroupResult<Object> result = client.app().send(group(each(3, i -> task("identity", i)))).save();
    String members =
        result.results().stream()
            .map(each -> "[[\"" + each.id() + "\", null], null]")
            .collect(java.util.stream.Collectors.joining(", "));
    assertThat(client.redis().get("celery-taskset-meta-" + result.id()))
        .isEqualTo("{\"result\": [[\"" + result.id() + "\", null], [" + members + "]]}");
    assertThat(client.app().restoreGroup(result.id(), Long.class).orElseThrow().get(PATIENCE))
        .containsExactly(0L, 1L, 2L);
  }
}
