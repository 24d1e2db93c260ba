package io.celeriac.beat;

import io.celeriac.Crontab;
import io.celeriac.protocol.JsonSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The recordings of what stock Celery does, in src/test/resources/vectors. */
final class Vectors {

  private Vectors() {}

  /** The data of a recording. */
  static Object data(String name) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
      Map<?, ?> vector =
          map(new JsonSerializer().decode(Objects.requireNonNull(in).readAllBytes(), "utf-8"));
      return Objects.requireNonNull(vector.get("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Map<?, ?>> cases(String name) {
    return ((List<?>) data(name)).stream().<Map<?, ?>>map(Vectors::map).toList();
  }

  static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  static String text(Map<?, ?> map, String member) {
    return Objects.toString(map.get(member));
  }

  static double number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).doubleValue();
  }

  /** The crontab of Python's keyword arguments. */
  static Crontab crontab(Map<?, ?> fields) {
    return Crontab.of(
        field(fields, "minute"),
        field(fields, "hour"),
        field(fields, "day_of_week"),
        field(fields, "day_of_month"),
        field(fields, "month_of_year"));
  }

  private static String field(Map<?, ?> fields, String name) {
    return switch (fields.get(name)) {
      case null -> "*";
      case Collection<?> values ->
          values.stream().map(String::valueOf).collect(Collectors.joining(","));
      case Object value -> value.toString();
    };
  }
}
