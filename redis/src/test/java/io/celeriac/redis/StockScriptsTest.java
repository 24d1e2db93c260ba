package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordTimes;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/**
 * Whatever is done to a chord, and in whatever order: our scripts on one server and those of stock
 * Celery on another answer the same, and leave the same.
 */
@NeedsServer
class StockScriptsTest {
  private static final long SEED = 20_261_123;
  private static final int CHORDS = 80;
  private static final int STEPS = 40;
  private static final String GROUP = "g";
  private static final String KEY = "celery-taskset-meta-" + GROUP;

  private static TestRedis ours;
  private static TestRedis stock;
  private static String partScript;
  private static String extendScript;
  private static String cleanupScript;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void startServers() {
    ours = TestRedis.started();
    stock = TestRedis.started();
    try (StockChords python = new StockChords(ours.url(), Map.of())) {
      var scripts = python.call("scripts", Map.of());
      partScript = scripts.path(0).asString();
      extendScript = scripts.path(1).asString();
      cleanupScript = scripts.path(2).asString();
    }
  }

  @AfterAll
  static void stopServers() {
    ours.close();
    stock.close();
  }

  /** A claim here, and its token on either side. */
  private record Held(ChordClaim claim, String token) {}

  /** One chord on both sides. */
  private final class Both {
    private final List<String> done = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final boolean ordered = random.nextInt(4) > 0;
    private final ChordTimes times =
        ChordTimes.of(
            Settings.defaults()
                .with(Setting.RESULT_CHORD_EXPIRES, Duration.ofHours(random.nextInt(3)))
                .with(Setting.RESULT_EXPIRES, Duration.ofHours(random.nextInt(3)))
                .with(Setting.RESULT_CHORD_JOIN_TIMEOUT, Duration.ofMinutes(2)));
    private final GroupDocuments documents = new GroupDocuments(new JsonResultCodec());
    private final ResultCommands commands = new ResultCommands(ours.commands(), failures -> null);
    private final RedisChords chords;
    private String token = "";

    Both() {
      ours.clear();
      stock.clear();
      chords =
          new RedisChords(
              commands,
              documents,
              new ResultOptions(
                  ResultKeys.of("", false),
                  Duration.ZERO,
                  Duration.ZERO,
                  times,
                  ordered,
                  failures -> null,
                  Duration.ZERO),
              () -> token);
    }

    void step() {
      int kind = random.nextInt(20);
      if (kind == 0) {
        long size = counted() + random.nextInt(3);
        done.add("size " + size);
        chords.size(GROUP, (int) size);
        stock.run(Protocol.Command.DEL, KEY + ".c");
        set(".s", size);
      } else if (kind == 1) {
        done.add("add");
        chords.add(GROUP, 1);
        stock.run(Protocol.Command.INCRBY, KEY + ".t", 1);
      } else if (kind == 2) {
        done.add("keep the header");
        ours.run(Protocol.Command.SET, KEY, "header");
        stock.run(Protocol.Command.SET, KEY, "header");
      } else if (kind == 3) {
        done.add("the claim expires");
        ours.run(Protocol.Command.DEL, KEY + ".c");
        stock.run(Protocol.Command.DEL, KEY + ".c");
      } else if (kind < 7 && !held.isEmpty()) {
        end(held.get(random.nextInt(held.size())), kind);
      } else {
        report();
      }
    }

    private long counted() {
      return stock.number(ordered ? Protocol.Command.ZCARD : Protocol.Command.LLEN, KEY + ".j");
    }

    private void set(String suffix, Object value) {
      List<Object> arguments = new ArrayList<>(List.of(KEY + suffix, value));
      if (!times.keys().isZero()) {
        arguments.addAll(List.of("EX", times.keys().toSeconds()));
      }
      stock.run(Protocol.Command.SET, arguments.toArray());
    }

    private void report() {
      token = "%032x".formatted(random.nextLong(Long.MAX_VALUE));
      Integer index = random.nextInt(8) == 0 ? null : random.nextInt(3);
      String state = random.nextInt(5) == 0 ? "FAILURE" : "SUCCESS";
      ChordPart part =
          new ChordPart(GROUP, "t" + random.nextInt(5), index, state, random.nextInt(2));
      done.add("report " + part);
      Optional<ChordClaim> claim = chords.part(part);
      Object answer =
          eval(
              partScript,
              List.of(".j", ".t", ".s", ".d", "", ".c"),
              part.taskId(),
              documents.encode(part),
              ordered ? 1 : 0,
              index == null ? "+inf" : index.toString(),
              times.keys().toSeconds(),
              times.header().toSeconds(),
              times.claim().toSeconds(),
              token);
      assertThat(claim.isPresent()).as("%s", done).isEqualTo(claimed(answer));
      claim.ifPresent(some -> held.add(new Held(some, token)));
    }

    private void end(Held some, int kind) {
      switch (kind) {
        case 4 -> {
          done.add("extend " + some.token);
          Object answer = eval(extendScript, List.of(".c", ".s"), some.token, 600);
          assertThat(some.claim.extend(Duration.ofMinutes(10)))
              .as("%s", done)
              .isEqualTo(answer.equals(1L));
        }
        case 5 -> {
          done.add("done " + some.token);
          some.claim.done();
          eval(
              cleanupScript,
              List.of(".c", ".j", ".t", ".s", ".d"),
              some.token,
              times.done().toSeconds());
        }
        default -> {
          done.add("failed");
          some.claim.failed();
          stock.run(Protocol.Command.DEL, KEY + ".s");
        }
      }
    }

    private static boolean claimed(Object answer) {
      List<?> fields = (List<?>) answer;
      return fields.size() == 4 && Long.valueOf(1).equals(fields.get(3));
    }

    private static Object eval(String script, List<String> suffixes, Object... rest) {
      List<Object> arguments = new ArrayList<>(List.of(script, suffixes.size()));
      suffixes.forEach(suffix -> arguments.add(KEY + suffix));
      arguments.addAll(List.of(rest));
      Object answer = stock.run(Protocol.Command.EVAL, arguments.toArray());
      assertThat(answer).isNotNull();
      return answer;
    }
  }

  @Test
  void whatever_is_done_our_scripts_leave_what_those_of_stock_celery_leave() {
    int claims = 0;
    for (int chord = 0; chord < CHORDS; chord++) {
      Both both = new Both();
      for (int step = 0; step < STEPS; step++) {
        both.step();
        assertThat(KeySpace.of(ours))
            .as("seed %d, chord %d: %s", SEED, chord, both.done)
            .isEqualTo(KeySpace.of(stock));
      }
      claims += both.held.size();
    }
    assertThat(claims).as("claims given in all chords").isGreaterThan(CHORDS);
  }

  @Test
  void a_report_that_is_repeated_because_its_answer_was_lost_keeps_its_claim() {
    Both both = new Both();
    both.token = "a".repeat(32);
    both.chords.size(GROUP, 1);
    ChordPart part = new ChordPart(GROUP, "t", 0, "SUCCESS", 1);
    assertThat(both.chords.part(part)).isPresent();
    assertThat(both.chords.part(part)).isPresent();
    both.token = "b".repeat(32);
    assertThat(both.chords.part(part)).isEmpty();
  }
}
