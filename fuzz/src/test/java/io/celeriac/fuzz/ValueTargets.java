package io.celeriac.fuzz;

import io.celeriac.ArgumentException;
import io.celeriac.Arguments;
import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Inside;
import io.celeriac.ResultBackendException;
import io.celeriac.Settings;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskFailedException;
import io.celeriac.TaskParameter;
import io.celeriac.TaskRevokedError;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.redis.RedisInside;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.ValueConverter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What is read of values: serialised, compressed, as arguments, as results. */
final class ValueTargets {

  private static final Serializers SERIALIZERS =
      Serializers.installed().limitedTo(DecodeLimits.DEFAULTS);
  private static final Compressors COMPRESSORS = Compressors.installed();
  private static final List<String> METHODS = List.of("brotli", "bzip2", "gzip", "lzma", "zstd");
  private static final ResultCodec RESULTS = Inside.results(Settings.defaults());
  private static final Celery APP =
      Celery.named("fuzz").broker("memory://fuzz").resultBackend("memory://fuzz").build();
  private static final List<TaskDefinition<Object>> TASKS =
      List.of(
              int.class,
              Long.class,
              byte.class,
              double.class,
              Float.class,
              boolean.class,
              char.class,
              String.class,
              Number.class,
              BigInteger.class,
              BigDecimal.class,
              UUID.class,
              byte[].class,
              URI.class,
              Instant.class,
              OffsetDateTime.class,
              ZonedDateTime.class,
              LocalDateTime.class,
              LocalDate.class,
              LocalTime.class,
              OffsetTime.class,
              Duration.class,
              ZoneId.class,
              Colour.class,
              Point.class,
              int[].class,
              List.class,
              Map.class,
              Object.class)
          .stream()
          .map(ValueTargets::taking)
          .toList();

  /** A parameter of an application's own. */
  enum Colour {
    RED,
    GREEN
  }

  /** Another. */
  record Point(int x, BigDecimal y, Set<Colour> colours, Map<Long, Duration> times) {}

  private ValueTargets() {}

  static List<Target> all() {
    List<Class<? extends Exception>> undecodable = List.of(DecodeException.class);
    return List.of(
        new Target("json", undecodable, input -> value(SERIALIZERS.named("json"), input)),
        new Target("msgpack", undecodable, input -> value(SERIALIZERS.named("msgpack"), input)),
        new Target("yaml", undecodable, input -> value(SERIALIZERS.named("yaml"), input)),
        new Target("compression", undecodable, ValueTargets::compressed),
        new Target("arguments", undecodable, ValueTargets::arguments),
        new Target("result", undecodable, ValueTargets::result),
        new Target(
            "group",
            undecodable,
            input -> {
              String _ = RedisInside.group(RESULTS, input).toString();
            }),
        new Target(
            "chord-part",
            undecodable,
            input -> {
              String _ = RedisInside.part(RESULTS, input).toString();
            }));
  }

  /** What is read can be written, and what is read of that is written as the same again. */
  private static void value(Serializer serializer, byte[] input) {
    Object value = serializer.decode(input, "utf-8");
    String _ = PythonRepr.of(value);
    byte[] written = serializer.encode(value);
    byte[] again = serializer.encode(serializer.decode(written, serializer.contentEncoding()));
    if (!Arrays.equals(again, written)) {
      throw new AssertionError(text(written) + " became " + text(again));
    }
  }

  private static String text(byte[] written) {
    return new String(written, StandardCharsets.UTF_8);
  }

  /** The first byte is a method. */
  private static void compressed(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String name = METHODS.get((input[0] & 0xff) % METHODS.size());
    byte[] data = Arrays.copyOfRange(input, 1, input.length);
    int most = DecodeLimits.DEFAULTS.decompressedBytes(data.length);
    byte[] plain = COMPRESSORS.named(name).decompress(data, most);
    if (plain.length > most) {
      throw new AssertionError(name + " gave " + plain.length + " B of at most " + most);
    }
  }

  private static TaskDefinition<Object> taking(Class<?> type) {
    return TaskDefinition.named("t", Object.class)
        .parameter(TaskParameter.required("x", type))
        .handler((_, _) -> "");
  }

  private static void arguments(byte[] input) {
    List<@Nullable Object> args = new ArrayList<>();
    args.add(new JsonSerializer().decode(input, "utf-8"));
    ValueConverter converter = Inside.environment(APP).converter();
    for (TaskDefinition<Object> task : TASKS) {
      try {
        Object bound = Arguments.bind(task, args, Map.of(), converter).at(0);
        Object _ = converter.toWire(bound);
      } catch (ArgumentException e) {
        if (e.getMessage() == null || e.getMessage().length() > 2_000 + 2 * input.length) {
          throw new AssertionError("an error of no use", e);
        }
      }
    }
  }

  /** As somebody who waits for a task reads what a stranger has stored. */
  private static void result(byte[] input) throws Exception {
    ResultDocument document = RESULTS.decode(input);
    if (!Set.of("SUCCESS", "FAILURE", "REVOKED").contains(document.status())) {
      return;
    }
    ResultDocument stored =
        new ResultDocument(
            "fuzzed",
            document.status(),
            document.result(),
            document.traceback(),
            document.children(),
            document.dateDone(),
            document.groupId(),
            document.parentId(),
            document.extended());
    Inside.environment(APP).resultBackend().store(stored);
    AsyncResult<Object> found = APP.result("fuzzed", Object.class);
    look(() -> found.state() + found.info() + found.extended());
    look(() -> found.get(Duration.ofSeconds(5)));
    look(found::dateDone);
    look(found::children);
    found.forget();
  }

  private static void look(Callable<Object> part) throws Exception {
    try {
      String _ = String.valueOf(part.call());
    } catch (TaskFailedException | TaskRevokedError | ResultBackendException e) {
      String _ = e.toString();
    }
  }
}
