package io.celeriac;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.spi.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings as Celery's {@code inspect conf} and its report show them: plain values, by Celery's
 * names, whatever might be secret masked by Celery's rule; docs/protocol/control.md.
 */
final class SettingsOverview {

  /** What stands for secrets, in URLs too; Celery has it so here, and shorter elsewhere. */
  private static final String MASK = "********";

  /** Celery's own rule, by which it hides more than what is secret. */
  private static final Pattern HIDDEN =
      Pattern.compile(
          "API|TOKEN|KEY|SECRET|PASS|PROFANITIES_LIST|SIGNATURE|DATABASE|BEAT_DBURI",
          Pattern.CASE_INSENSITIVE);

  private SettingsOverview() {}

  static Map<String, @Nullable Object> of(Settings settings, boolean withDefaults) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    if (withDefaults) {
      SettingTable.rows().forEach(row -> all.put(row.name(), defaultOf(row)));
    }
    all.putAll(settings.explicit());
    all.replaceAll((name, value) -> masked(name, plain(name, value)));
    return all;
  }

  private static @Nullable Object defaultOf(SettingTable.Row row) {
    return switch (row.defaultJson()) {
      case "" -> null;
      case "\"inf\"" -> Double.POSITIVE_INFINITY;
      default ->
          new JsonSerializer().decode(row.defaultJson().getBytes(StandardCharsets.UTF_8), "utf-8");
    };
  }

  private static @Nullable Object plain(String name, @Nullable Object value) {
    return switch (value) {
      case Duration time -> name.endsWith("_ms") ? (Object) time.toMillis() : seconds(time);
      case ZoneId zone -> zone.getId();
      case List<?> urls when name.endsWith("_url") || name.equals("result_backend") ->
          String.join(";", urls.stream().map(String::valueOf).toList());
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(plain(name, item)));
        yield items;
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach(
            (key, item) -> members.put(String.valueOf(key), plain(String.valueOf(key), item)));
        yield members;
      }
      case null -> null;
      case String _, Boolean _, Number _ -> value;
      default -> PythonRepr.of(value);
    };
  }

  private static Object seconds(Duration time) {
    return time.toNanosPart() == 0 ? (Object) time.toSeconds() : (Object) (time.toMillis() / 1e3);
  }

  private static @Nullable Object masked(String name, @Nullable Object value) {
    if (HIDDEN.matcher(name).find() || (value != null && Secrets.isSecret(name))) {
      return MASK;
    }
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach(
            (key, item) -> members.put(String.valueOf(key), masked(String.valueOf(key), item)));
        yield members;
      }
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(masked(name, item)));
        yield items;
      }
      case String text -> Secrets.text(name, text, MASK);
      case null, default -> value;
    };
  }
}
