package io.celeriac;

import io.celeriac.spi.Secrets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an app: what was set, by whom, and Celery's defaults for the rest. An immutable
 * value; the {@code with} methods return copies. A setting that was set to nothing (Python's None)
 * is set, and has no value: not even its default.
 */
public final class Settings {

  private static final Settings DEFAULTS = new Settings(Map.of());

  private final Map<String, Entry> entries;

  private record Entry(@Nullable Object value, String origin) {}

  private Settings(Map<String, Entry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** Celery's defaults, nothing set. */
  public static Settings defaults() {
    return DEFAULTS;
  }

  /** Whether there is a setting of this name, be it one that means nothing on the JVM. */
  public static boolean isKnown(String name) {
    return SettingTable.find(name).isPresent();
  }

  /**
   * The setting that a name differs from by a slip of the finger: at most two characters inserted,
   * left out, replaced or swapped. Empty for the name of a setting itself.
   */
  public static Optional<String> misspelt(String name) {
    return isKnown(name)
        ? Optional.empty()
        : SettingNames.nearest(name).filter(known -> SettingNames.distance(name, known) <= 2);
  }

  /**
   * The value, or the default.
   *
   * @throws IllegalStateException when there is neither; such settings are asked for with {@link
   *     #find}
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() ->
            new IllegalStateException(
                "Setting " + setting.name() + " has no value (" + origin(setting) + ")"));
  }

  /** The value, or the default; empty when there is neither, or it was set to nothing. */
  @SuppressWarnings("unchecked") // with() has read the value by the setting's own type
  public <T> Optional<T> find(Setting<T> setting) {
    Entry entry = entries.get(setting.name());
    return entry == null ? setting.defaultValue() : Optional.ofNullable((T) entry.value());
  }

  /**
   * The time zone of the app: {@code timezone}; where none is set UTC, or, with {@code enable_utc}
   * off, that of the JVM.
   */
  public ZoneId zone() {
    return find(Setting.TIMEZONE)
        .orElseGet(
            () -> find(Setting.ENABLE_UTC).orElse(true) ? ZoneOffset.UTC : ZoneId.systemDefault());
  }

  /** Whether someone has set it, be it to nothing. */
  public boolean isSet(Setting<?> setting) {
    return entries.containsKey(setting.name());
  }

  /**
   * Who has set it: {@code default}, {@code code}, {@code environment variable
   * CELERY_TASK_ACKS_LATE}, {@code file celeriac.toml, line 4} or the like.
   */
  public String origin(Setting<?> setting) {
    Entry entry = entries.get(setting.name());
    return entry == null ? "default" : entry.origin();
  }

  /**
   * With a setting by its name.
   *
   * @param name Celery's lower-case name; settings that mean nothing on the JVM are accepted
   * @param value an object, or text that is read by the setting's type; null for Python's None
   * @param origin who sets it, for {@link #origin} and for errors
   * @throws SettingException when there is no such setting, naming the nearest one, when the value
   *     is malformed, saying what form it should have, or when it is one that must not be ignored
   */
  public Settings with(String name, @Nullable Object value, String origin) {
    SettingTable.Row row =
        SettingTable.find(name).orElseThrow(() -> SettingProblem.unknown(name, value, origin));
    return withEntry(name, new Entry(read(row, value, origin), origin));
  }

  private static @Nullable Object read(
      SettingTable.Row row, @Nullable Object value, String origin) {
    if (row.refusal().isPresent()) {
      throw SettingProblem.refused(row.name(), value, origin, row.refusal().get());
    }
    if (!row.hasConstant()) {
      return value == null ? null : SettingReader.frozen(value); // nothing acts on it: remembered
    }
    if (value == null || row.type().isNone(value)) {
      return null;
    }
    Optional<?> read = row.type().read(value);
    return read.orElseThrow(
        () -> SettingProblem.malformed(row.name(), value, origin, row.type().form()));
  }

  /**
   * With a setting, set in code.
   *
   * @throws SettingException when the value is out of the setting's range
   */
  public <T> Settings with(Setting<T> setting, T value) {
    return with(setting.name(), value, "code");
  }

  /** These settings, overlaid by others: what those have set counts, with its origin. */
  public Settings overlay(Settings higher) {
    Map<String, Entry> all = new TreeMap<>(entries);
    all.putAll(higher.entries);
    return new Settings(all);
  }

  /** What was set, by name in alphabetical order; passwords readable. */
  public Map<String, @Nullable Object> explicit() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    entries.forEach((name, entry) -> values.put(name, entry.value()));
    return Collections.unmodifiableMap(values);
  }

  /** What was set, by name in alphabetical order; passwords, keys and tokens masked. */
  public Map<String, @Nullable Object> explicitMasked() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    entries.forEach((name, entry) -> values.put(name, Secrets.masked(name, entry.value())));
    return Collections.unmodifiableMap(values);
  }

  /**
   * The settings as Celery shows them to others: by Celery's names, times as numbers, and whatever
   * might be secret masked.
   *
   * @param withDefaults all settings; else those that were set
   */
  public Map<String, @Nullable Object> overview(boolean withDefaults) {
    return Collections.unmodifiableMap(SettingsOverview.of(this, withDefaults));
  }

  private Settings withEntry(String name, Entry entry) {
    Map<String, Entry> more = new TreeMap<>(entries);
    more.put(name, entry);
    return new Settings(more);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings settings && entries.equals(settings.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return explicitMasked().toString();
  }
}
