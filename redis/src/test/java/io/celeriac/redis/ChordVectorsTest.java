package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.redis.RecordedChord.Step;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;

/**
 * What stock Celery did to Redis for a chord is done once more: here by our means, on a second
 * server by the recorded commands. After each step both hold the same, key by key.
 */
@NeedsServer
class ChordVectorsTest {
  private static final Pattern REPORT =
      Pattern.compile(
          "EVALSHA [0-9a-f]{40} 6 \\S+ \\S+ \\S+ \\S+ (\\S+) \\S+ (\\S+) (.*) [01] (\\S+) \\d+ \\d+ \\d+"
              + " [0-9a-f]{32}");
  private static final Duration SENDING = Duration.ofSeconds(21);

  private static TestRedis ours;
  private static TestRedis recorded;

  private final Map<String, ChordClaim> claims = new HashMap<>();

  @BeforeAll
  static void startServers() {
    ours = TestRedis.started();
    recorded = TestRedis.started();
  }

  @AfterAll
  static void stopServers() {
    ours.close();
    recorded.close();
  }

  @BeforeEach
  void clear() {
    ours.clear();
    recorded.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "result-chord-ordered",
        "result-chord-unordered",
        "result-chord-single",
        "result-chord-expires",
        "result-chord-add-to-chord",
        "result-chord-failing",
        "result-chord-failing-chain-in-header",
        "result-chord-nested-group-in-header"
      })
  void a_chord_leaves_the_keys_that_were_recorded(String name) {
    Vector vector = Vector.of(name);
    Settings client =
        Settings.defaults()
            .with(
                Setting.RESULT_BACKEND_TRANSPORT_OPTIONS,
                Map.of("result_chord_ordered", !name.endsWith("unordered")));
    Settings worker =
        name.endsWith("expires")
            ? client
                .with(Setting.RESULT_CHORD_EXPIRES, Duration.ofMinutes(10))
                .with(Setting.RESULT_EXPIRES, Duration.ofHours(1))
            : client;
    try (ResultBackend clients = RedisTests.backend(ours.url(), client, new JsonResultCodec());
        ResultBackend workers = RedisTests.backend(ours.url(), worker, new JsonResultCodec())) {
      for (Step step : RecordedChord.of(vector)) {
        long before = millis();
        take(step, chords(clients), chords(workers));
        long after = millis();
        step.writes().forEach(write -> RecordedChord.replay(recorded, write));
        assertThat(KeySpace.of(ours)).as("%s", step).isEqualTo(KeySpace.of(recorded));
        expectLives(step, before, after);
      }
    }
    assertThat(KeySpace.of(ours)).isEqualTo(KeySpace.atTheEnd(vector));
  }

  private static ChordStore chords(ResultBackend backend) {
    return ((ChordSupport.Counted) backend.chords()).store();
  }

  private void take(Step step, ChordStore client, ChordStore worker) {
    List<String> words = step.words();
    String key = words.get(step.name().equals("EVALSHA") ? 3 : 1);
    String id = key.substring("celery-taskset-meta-".length()).replaceFirst("\\.[a-z]$", "");
    switch (step.name() + (key.matches(".*\\.[a-z]") ? key.substring(key.length() - 2) : "")) {
      case "SET" -> client.saveHeader(header(step.text()));
      case "SET.s" -> client.size(id, Integer.parseInt(words.get(2)));
      case "INCRBY.t" -> worker.add(id, Integer.parseInt(words.get(2)));
      case "EVALSHA.j" -> report(step, worker);
      case "GET" ->
          assertThat(claim(id).header().isPresent())
              .isEqualTo(recorded.number(Protocol.Command.EXISTS, key) == 1);
      case "ZRANGE.j", "LRANGE.j" -> assertThat(claim(id).parts()).isNotEmpty();
      case "EVALSHA.c" -> {
        if (words.get(2).equals("2")) {
          assertThat(claim(id).extend(SENDING)).isTrue();
        } else {
          claim(id).done();
        }
      }
      case "DEL.s" -> claim(id).failed();
      default -> throw new AssertionError("Not known: " + step);
    }
  }

  private ChordClaim claim(String groupId) {
    ChordClaim claim = claims.get(groupId);
    assertThat(claim).as("the claim on %s", groupId).isNotNull();
    return claim;
  }

  private void report(Step step, ChordStore worker) {
    Matcher report = REPORT.matcher(step.text());
    assertThat(report.matches()).as(step.text()).isTrue();
    List<?> members = (List<?>) json(report.group(3));
    String groupId = report.group(1).substring("celery-taskset-meta-".length());
    ChordPart part =
        new ChordPart(
            groupId,
            report.group(2),
            report.group(4).equals("+inf") ? null : Integer.valueOf(report.group(4)),
            (String) members.get(2),
            members.get(3));
    boolean claimed = step.writes().stream().anyMatch(write -> write.matches("SET .* NX EX .*"));
    var claim = worker.part(part);
    assertThat(claim.isPresent()).as("%s", step).isEqualTo(claimed);
    claim.ifPresent(held -> claims.put(groupId, held));
  }

  private static ResultTuple header(String set) {
    Map<?, ?> saved = (Map<?, ?>) json(set.substring(set.indexOf('{'), set.lastIndexOf('}') + 1));
    return ResultTuple.fromWire(saved.get("result"));
  }

  private static Object json(String text) {
    JsonSerializer json = new JsonSerializer();
    return Objects.requireNonNull(json.decode(text.getBytes(UTF_8), json.contentEncoding()));
  }

  /** Keys whose life the step began end when it says, however slow all this is. */
  private static void expectLives(Step step, long before, long after) {
    for (String key : KeySpace.of(ours).keySet()) {
      step.life(key)
          .ifPresent(seconds -> {
            long from = millis();
            long left = ours.number(Protocol.Command.PTTL, key);
            long to = millis();
            assertThat(left)
                .as("%s after %s", key, step)
                .isBetween(before + seconds * 1000 - to, after + seconds * 1000 - from);
          });
    }
  }

  /** The time of the server. */
  private static long millis() {
    List<String> time = ours.texts(Protocol.Command.TIME);
    return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
  }
}
