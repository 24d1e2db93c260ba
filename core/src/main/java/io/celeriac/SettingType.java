package io.celeriac;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the value of a setting is read. A value comes as a Java object from code, as a node of a
 * configuration file, or as text from the environment and the command line; each type takes all
 * three. Immutable.
 *
 * @param <T> what a value is read as
 */
public final class SettingType<T> {

  /** True or false; as text also yes, no, on, off, 1 and 0. */
  public static final SettingType<Boolean> BOOLEAN =
      new SettingType<>("boolean", "true or false", SettingReader::bool);

  /** A whole number. */
  public static final SettingType<Integer> INTEGER =
      new SettingType<>("integer", "a whole number", SettingReader::integer);

  /** A number; as text also {@code inf}. */
  public static final SettingType<Double> DOUBLE =
      new SettingType<>("number", "a number", SettingReader::number);

  /** A time: a number of seconds, or text with a unit (ms, s, m, h, d). */
  public static final SettingType<Duration> SECONDS =
      new SettingType<>(
          "seconds", "seconds, as a number or with a unit like 10s or 5m", SettingReader::seconds);

  /** A time: a number of milliseconds, or text with a unit (ms, s, m, h, d). */
  public static final SettingType<Duration> MILLISECONDS =
      new SettingType<>(
          "milliseconds",
          "milliseconds, as a number or with a unit like 250ms or 10s",
          SettingReader::milliseconds);

  /** Text. */
  public static final SettingType<String> STRING =
      new SettingType<>("text", "text", SettingReader::text);

  /** Several texts; as one text separated by commas, or a JSON array. */
  public static final SettingType<List<String>> LIST =
      new SettingType<>(
          "list",
          "a list of texts, or one text separated by commas",
          raw -> SettingReader.texts(raw, ","));

  /** Broker or backend URLs; as one text separated by semicolons. */
  public static final SettingType<List<String>> URLS =
      new SettingType<>(
          "urls",
          "a URL, a list of them, or several separated by ';'",
          raw -> SettingReader.texts(raw, ";"));

  /** Names with values; as text a JSON object. */
  public static final SettingType<Map<String, Object>> MAP =
      new SettingType<>("map", "a map, as text a JSON object", SettingReader::map);

  /** Whatever it is; text that starts like a JSON object or array is read as one. */
  public static final SettingType<Object> ANY =
      new SettingType<>("any", "any value, as text perhaps valid JSON", SettingReader::any);

  static final SettingType<Object> BOOLEAN_OR_MAP =
      new SettingType<>(
          "boolean or map",
          "true, false or a map of options, as text a JSON object",
          raw -> {
            Boolean bool = SettingReader.bool(raw);
            return bool == null ? SettingReader.map(raw) : bool;
          });

  static final SettingType<ZoneId> TIME_ZONE =
      new SettingType<>("time zone", "a time zone like Europe/Berlin", SettingReader::zone);

  static final SettingType<Integer> DELIVERY_MODE =
      new SettingType<>(
          "delivery mode", "2 or persistent, 1 or transient", SettingReader::deliveryMode);

  /** A number from 1; {@code auto} is the number of processors that the JVM may use. */
  static final SettingType<Integer> INTEGER_OR_AUTO =
      new SettingType<>(
          "integer 1.. or auto",
          "a whole number, 1 or more, or auto",
          SettingReader::positiveOrAuto);

  private final String label;
  private final String form;
  private final Function<Object, @Nullable T> reader;

  private SettingType(String label, String form, Function<Object, @Nullable T> reader) {
    this.label = label;
    this.form = form;
    this.reader = reader;
  }

  /** A whole number between two bounds, both included; MAX_VALUE for no upper one. */
  static SettingType<Integer> integer(int min, int max) {
    boolean open = max == Integer.MAX_VALUE;
    return new SettingType<>(
        "integer " + min + ".." + (open ? "" : max),
        "a whole number" + (open ? ", " + min + " or more" : " from " + min + " to " + max),
        raw -> {
          Integer number = SettingReader.integer(raw);
          return number == null || number < min || number > max ? null : number;
        });
  }

  /** One of some words. */
  static SettingType<String> oneOf(String... words) {
    return new SettingType<>(
        String.join("|", words),
        Arrays.stream(words).collect(Collectors.joining(", ", "one of ", "")),
        raw -> Arrays.asList(words).contains(raw) ? (String) raw : null);
  }

  /** The type's short name in the configuration reference. */
  public String label() {
    return label;
  }

  /** The form that a value should have, in words that end an error message. */
  public String form() {
    return form;
  }

  /** Whether a value stands for Python's None: no value, not even the default. */
  boolean isNone(@Nullable Object raw) {
    if (raw == null) {
      return true;
    }
    return raw instanceof String text
        && !label.equals(STRING.label)
        && (text.equalsIgnoreCase("none") || text.equalsIgnoreCase("null"));
  }

  /** The value, or empty when it does not have the form. */
  public Optional<T> read(Object raw) {
    return Optional.ofNullable(reader.apply(raw));
  }

  @Override
  public String toString() {
    return label;
  }
}
