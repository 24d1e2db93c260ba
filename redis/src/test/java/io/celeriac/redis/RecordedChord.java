package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;

/** The commands on keys of groups and chords that a vector has recorded, step by step. */
final class RecordedChord {
  private static final String KEY = "(celery-taskset-meta-[0-9a-f-]{36}(?:\\.[a-z])?)";
  private static final Pattern SET = Pattern.compile("SET " + KEY + " (.*?)( NX)? EX (\\d+)");
  private static final Pattern SETEX = Pattern.compile("SETEX " + KEY + " (\\d+) (.*)");
  private static final Pattern ZADD = Pattern.compile("ZADD " + KEY + " (\\S+) (.*)");
  private static final Pattern ONE =
      Pattern.compile("(RPUSH|SADD|EXPIRE|INCRBY|PUBLISH) " + KEY + " (.*)");
  private static final Pattern DEL = Pattern.compile("DEL " + KEY + "(?: " + KEY + ")*");

  /**
   * What stock Celery did at once.
   *
   * @param text the command as it came over a connection
   * @param writes what it wrote: itself, or the commands of the script that it ran
   */
  record Step(String text, List<String> writes) {

    String name() {
      return text.substring(0, text.indexOf(' '));
    }

    List<String> words() {
      return List.of(text.split(" ", -1));
    }

    /** How long a key lives by this step. */
    OptionalLong life(String key) {
      OptionalLong life = OptionalLong.empty();
      for (String write : writes) {
        Matcher set = SET.matcher(write);
        Matcher setex = SETEX.matcher(write);
        Matcher one = ONE.matcher(write);
        if (set.matches() && set.group(1).equals(key)) {
          life = OptionalLong.of(Long.parseLong(set.group(4)));
        } else if (setex.matches() && setex.group(1).equals(key)) {
          life = OptionalLong.of(Long.parseLong(setex.group(2)));
        } else if (one.matches() && one.group(1).equals("EXPIRE") && one.group(2).equals(key)) {
          life = OptionalLong.of(Long.parseLong(one.group(3)));
        }
      }
      return life;
    }
  }

  private RecordedChord() {}

  /** The steps of a vector; the DEL and the SET that make the size of a chord are one. */
  static List<Step> of(Vector vector) {
    List<Step> steps = new ArrayList<>();
    List<String> before = new ArrayList<>();
    for (JsonNode row : vector.json().path("data").path("commands")) {
      String text = row.path(1).asString();
      if (!text.contains("celery-taskset-meta-")) {
        continue;
      }
      boolean inScript = row.path(0).asString().equals("lua");
      if (inScript) {
        steps.getLast().writes().add(text);
      } else if (text.startsWith("DEL ") && text.endsWith(".c")) {
        before.add(text);
      } else {
        List<String> writes = new ArrayList<>(before);
        before.clear();
        writes.add(text);
        steps.add(new Step(text, writes));
      }
    }
    return steps;
  }

  /** Writes what a recorded command wrote. */
  static void replay(TestRedis redis, String text) {
    Matcher set = SET.matcher(text);
    Matcher setex = SETEX.matcher(text);
    Matcher zadd = ZADD.matcher(text);
    Matcher one = ONE.matcher(text);
    if (set.matches()) {
      List<Object> arguments = new ArrayList<>(List.of(set.group(1), bytes(set.group(2))));
      if (set.group(3) != null) {
        arguments.add("NX");
      }
      arguments.addAll(List.of("EX", set.group(4)));
      redis.run(Protocol.Command.SET, arguments.toArray());
    } else if (setex.matches()) {
      redis.run(Protocol.Command.SETEX, setex.group(1), setex.group(2), bytes(setex.group(3)));
    } else if (zadd.matches()) {
      redis.run(Protocol.Command.ZADD, zadd.group(1), zadd.group(2), bytes(zadd.group(3)));
    } else if (one.matches()) {
      redis.run(
          Protocol.Command.valueOf(one.group(1).toUpperCase(Locale.ROOT)),
          one.group(2),
          bytes(one.group(3)));
    } else if (DEL.matcher(text).matches()) {
      redis.run(Protocol.Command.DEL, (Object[]) text.substring(4).split(" ", -1));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
