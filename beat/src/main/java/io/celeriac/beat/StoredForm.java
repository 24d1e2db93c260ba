package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.protocol.IsoTime;
import io.celeriac.spi.StoredEntry;
import io.celeriac.spi.ValueConverter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is kept in a shared store: Celery's members, and our own.
 *
 * @param members all members of the definition
 * @param runs its runs so far
 */
record StoredForm(Map<String, @Nullable Object> members, RunNote runs) {

  private static final String ENABLED = "enabled";
  private static final String CONFIGURED = "configured";
  private static final String SINCE = "since";

  /**
   * Of what is stored.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  static StoredForm of(StoredEntry stored) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    Json.object(stored.definition()).forEach((key, value) -> members.put(key.toString(), value));
    return new StoredForm(members, RunNote.of(stored.run()));
  }

  /** Of an entry that is new. */
  static StoredForm of(BeatEntry entry, boolean configured, ValueConverter converter, Instant now) {
    Map<String, @Nullable Object> members = EntryForm.write(entry, converter);
    members.put(CONFIGURED, configured);
    return new StoredForm(members, RunNote.from(now));
  }

  boolean isEnabled() {
    return !Boolean.FALSE.equals(members.get(ENABLED));
  }

  /** Whether it comes from the code or the settings of an app. */
  boolean isConfigured() {
    return Boolean.TRUE.equals(members.get(CONFIGURED));
  }

  Instant since() {
    return members.get(SINCE) instanceof String time ? IsoTime.parse(time) : Instant.EPOCH;
  }

  /** Enabled again, from now on, or disabled. */
  StoredForm enabled(boolean enabled, Instant now) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(members);
    changed.put(ENABLED, enabled);
    if (enabled) {
      changed.put(SINCE, IsoTime.format(now));
    }
    return new StoredForm(changed, runs);
  }

  /** With what another says of the task, and all else as it is here. */
  StoredForm replacedBy(StoredForm other) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(other.members);
    for (String own : new String[] {ENABLED, SINCE}) {
      if (members.containsKey(own)) {
        changed.put(own, members.get(own));
      }
    }
    return new StoredForm(changed, runs);
  }

  BeatEntry entry(String name) {
    return EntryForm.stored(name, members);
  }

  StoredEntry stored(String name) {
    return new StoredEntry(name, Json.text(members), runs.text());
  }
}
