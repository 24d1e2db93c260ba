package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ResultFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;

/** Chords whose parts come from here and from stock Celery in Python, in one Redis. */
@NeedsServer
class MixedChordsTest {
  private static TestRedis redis;
  private static StockChords python;
  private static ResultBackend backend;
  private static ChordStore java;

  private final String group = ResultFixture.newId();
  private final String body = ResultFixture.newId();

  @BeforeAll
  static void start() {
    redis = TestRedis.started();
    python = new StockChords(redis.url(), Map.of());
    backend = RedisTests.backend(redis.url(), Settings.defaults(), new JsonResultCodec());
    java = store(backend);
  }

  @AfterAll
  static void stop() {
    backend.close();
    python.close();
    redis.close();
  }

  private static ChordStore store(ResultBackend backend) {
    return ((ChordSupport.Counted) backend.chords()).store();
  }

  private ChordPart part(@Nullable Integer index, @Nullable Object result) {
    return new ChordPart(group, ResultFixture.newId(), index, "SUCCESS", result);
  }

  /** Reports to Python; the arguments of what it sent, if it joined the chord. */
  private static Optional<JsonNode> python(StockChords python, ChordPart part, String body) {
    Map<String, @Nullable Object> arguments = new HashMap<>();
    arguments.put("group", part.groupId());
    arguments.put("id", part.taskId());
    arguments.put("index", part.groupIndex());
    arguments.put("state", part.state());
    arguments.put("result", part.result());
    arguments.put("body", body);
    JsonNode sent = python.call("part", arguments);
    assertThat(sent.size()).isLessThanOrEqualTo(1);
    if (!sent.isEmpty()) {
      assertThat(sent.path(0).path("id").asString()).isEqualTo(body);
    }
    return sent.isEmpty() ? Optional.empty() : Optional.of(sent.path(0).path("args").path(0));
  }

  private Optional<JsonNode> python(ChordPart part) {
    return python(python, part, body);
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void parts_from_both_complete_one_chord(boolean pythonApplies, boolean pythonJoins) {
    List<ChordPart> parts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      parts.add(part(i, i % 3 == 0 ? null : i % 3 == 1 ? List.of(i) : "мир " + i));
    }
    if (pythonApplies) {
      python.call("size", Map.of("group", group, "parts", parts.size()));
    } else {
      java.size(group, parts.size());
    }
    boolean pythonsTurn = !pythonJoins;
    for (ChordPart part : parts.reversed().subList(0, 5)) {
      pythonsTurn = !pythonsTurn;
      assertThat(pythonsTurn ? python(part).isPresent() : java.part(part).isPresent()).isFalse();
    }
    if (pythonJoins) {
      assertThat(python(parts.getFirst()).orElseThrow().toString())
          .isEqualTo("[null,[1],\"мир 2\",null,[4],\"мир 5\"]");
    } else {
      ChordClaim claim = java.part(parts.getFirst()).orElseThrow();
      assertThat(claim.parts().stream().map(ChordPart::taskId))
          .isEqualTo(parts.stream().map(ChordPart::taskId).toList());
      assertThat(claim.parts().stream().map(ChordPart::result).map(String::valueOf))
          .containsExactly("null", "[1]", "мир 2", "null", "[4]", "мир 5");
      assertThat(claim.extend(Duration.ofSeconds(20))).isTrue();
      claim.done();
    }
    for (ChordPart late : parts) {
      assertThat(python(late)).isEmpty();
      assertThat(java.part(late)).isEmpty();
    }
  }

  @Test
  void parts_without_a_place_come_last_whoever_joins() {
    java.size(group, 3);
    assertThat(java.part(part(null, "a"))).isEmpty();
    assertThat(python(part(1, "b"))).isEmpty();

    assertThat(python(part(0, "c")).orElseThrow().toString()).isEqualTo("[\"c\",\"b\",\"a\"]");
  }

  @Test
  void the_same_task_counts_once_wherever_it_runs() {
    java.size(group, 2);
    ChordPart first = part(0, "first");
    assertThat(java.part(first)).isEmpty();
    assertThat(python(new ChordPart(group, first.taskId(), 0, "SUCCESS", "second"))).isEmpty();
    assertThat(java.part(first)).isEmpty();

    assertThat(python(part(1, "b")).orElseThrow().toString()).isEqualTo("[\"first\",\"b\"]");
  }

  @Test
  void parts_that_either_adds_are_waited_for() {
    python.call("size", Map.of("group", group, "parts", 1));
    java.add(group, 1);
    python.call("add", Map.of("group", group));
    assertThat(python(part(0, "a"))).isEmpty();
    assertThat(java.part(part(0, "b"))).isEmpty();

    assertThat(java.part(part(0, "c")).orElseThrow().parts()).hasSize(3);
  }

  @Test
  void a_part_that_failed_here_fails_the_chord_there() {
    java.size(group, 2);
    Map<String, Object> failure =
        Map.of(
            "exc_type", "ValueError",
            "exc_message", List.of("no such file"),
            "exc_module", "builtins");
    ChordPart failed = new ChordPart(group, ResultFixture.newId(), 0, "FAILURE", failure);
    assertThat(java.part(failed)).isEmpty();
    assertThat(python(part(1, "b"))).isEmpty();

    assertThat(backend.find(body).orElseThrow().result())
        .isEqualTo(
            Map.of(
                "exc_type", "ChordError",
                "exc_message",
                    List.of(
                        "Dependency %s raised ValueError('no such file')"
                            .formatted(failed.taskId())),
                "exc_module", "celery.exceptions"));
    redis.expireNow("celery-taskset-meta-" + group + ".c");
    assertThat(java.part(failed)).isEmpty();
  }

  @Test
  void a_part_that_failed_there_is_told_here_and_stays_failed_there() {
    python.call("size", Map.of("group", group, "parts", 2));
    ChordPart failed =
        new ChordPart(group, ResultFixture.newId(), 0, "FAILURE", List.of("bad value", 42));
    assertThat(python(failed)).isEmpty();
    ChordClaim claim = java.part(part(1, "b")).orElseThrow();
    assertThat(claim.parts().getFirst().state()).isEqualTo("FAILURE");
    assertThat(String.valueOf(claim.parts().getFirst().result()))
        .contains("ValueError", "[bad value, 42]", "builtins");
    claim.failed();
    redis.expireNow("celery-taskset-meta-" + group + ".c");

    assertThat(python(failed)).isEmpty();
    assertThat(backend.find(body)).isEmpty();
  }

  @Test
  void a_header_with_groups_is_joined_as_it_is_nested_whoever_kept_it() {
    ResultTuple inner =
        ResultTuple.group(
            ResultFixture.newId(),
            List.of(
                ResultTuple.task(ResultFixture.newId()), ResultTuple.task(ResultFixture.newId())));
    ResultTuple first = ResultTuple.task(ResultFixture.newId());
    ResultTuple header = ResultTuple.group(group, List.of(first, inner));
    java.saveHeader(header);
    java.size(group, 3);
    List<ResultTuple> tasks = new ArrayList<>(List.of(first));
    tasks.addAll(Optional.ofNullable(inner.members()).orElseThrow());
    Optional<JsonNode> joined = Optional.empty();
    for (ResultTuple task : tasks) {
      backend.store(ResultFixture.success(task.id(), "of " + tasks.indexOf(task)));
      joined = python(new ChordPart(group, task.id(), 0, "SUCCESS", tasks.indexOf(task)));
    }
    assertThat(joined.orElseThrow().toString()).isEqualTo("[\"of 0\",[\"of 1\",\"of 2\"]]");

    String other = ResultFixture.newId();
    ResultTuple same = ResultTuple.group(other, List.of(first, inner));
    python.call("header", Map.of("header", same.toWire()));
    python.call("size", Map.of("group", other, "parts", 1));
    assertThat(java.part(new ChordPart(other, "t", 0, "SUCCESS", 1)).orElseThrow().header())
        .contains(same);
  }

  @Test
  void groups_saved_here_are_restored_there() {
    ResultTuple saved =
        ResultTuple.group(
            group,
            List.of(
                ResultTuple.task("a").withParent(ResultTuple.task("p")), ResultTuple.task("b")));
    backend.saveGroup(saved);

    JsonNode restored = python.call("group", Map.of("id", group));
    assertThat(restored.toString())
        .isEqualTo(
            "[[\"%s\",null],[[[\"a\",[[\"p\",null],null]],null],[[\"b\",null],null]]]"
                .formatted(group));
  }

  @Test
  void other_settings_change_both_in_the_same_way() {
    Map<String, Object> options = Map.of("result_chord_ordered", false, "global_keyprefix", "app1");
    Settings settings =
        Settings.defaults()
            .with(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS, options)
            .with(Setting.RESULT_CHORD_EXPIRES, Duration.ZERO);
    Map<String, Object> pythons =
        Map.of("result_backend_transport_options", options, "result_chord_expires", 0);
    try (StockChords other = new StockChords(redis.url(), pythons);
        ResultBackend ours = RedisTests.backend(redis.url(), settings, new JsonResultCodec())) {
      store(ours).size(group, 3);
      assertThat(store(ours).part(part(2, "first"))).isEmpty();
      assertThat(python(other, part(1, "second"), body)).isEmpty();
      String key = "app1_celery-taskset-meta-" + group;
      for (String suffix : List.of(".j", ".s", ".d")) {
        assertThat(redis.number(Protocol.Command.TTL, key + suffix)).as(suffix).isEqualTo(-1);
      }
      assertThat(
              store(ours).part(part(0, "third")).orElseThrow().parts().stream()
                  .map(ChordPart::result))
          .isEqualTo(Arrays.asList("first", "second", "third"));
    }
  }
}
