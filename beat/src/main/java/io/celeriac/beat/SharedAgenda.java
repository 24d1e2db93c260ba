package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.ResultBackendException;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.StoredEntry;
import io.celeriac.spi.ValueConverter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agenda that several beats share. Only who holds the lead has entries. A run is noted in the
 * store as pending before it is sent, under an id that follows from the entry and the time it was
 * due, and as sent afterwards; whoever takes the lead over sends what is pending, under that same
 * id. So no run is lost, and none gets a second id; docs/protocol/beat.md, section 8.
 */
final class SharedAgenda implements Agenda {

  private static final Logger LOG = LoggerFactory.getLogger(SharedAgenda.class);

  private final ScheduleStore store;
  private final Leadership leadership;
  private final Map<String, BeatEntry> configured;
  private final ValueConverter converter;
  private final Predicate<String> isKnownResult;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Duration readEvery;
  private final Set<String> sent = new HashSet<>();
  private final Set<String> unreadable = new HashSet<>();
  private Map<String, Entry> entries = new LinkedHashMap<>();
  private boolean led;
  private long lastRead;
  private long revision;

  /**
   * Does not ask for the lead yet.
   *
   * @param configured the app's own entries
   * @param isKnownResult whether something is known of the task of an id, which was sent then
   * @param readEvery how often the store is looked at for changes
   */
  SharedAgenda(
      ScheduleStore store,
      Leadership leadership,
      Map<String, BeatEntry> configured,
      ValueConverter converter,
      Predicate<String> isKnownResult,
      Clock clock,
      LongSupplier nanoTime,
      Duration readEvery) {
    this.store = store;
    this.leadership = leadership;
    this.configured = configured;
    this.converter = converter;
    this.isKnownResult = isKnownResult;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.readEvery = readEvery;
  }

  @Override
  public String display() {
    return store.displayUrl();
  }

  @Override
  public boolean isLeading() {
    return leadership.isHeld();
  }

  @Override
  public void open() {
    leadership.start();
  }

  @Override
  public void refresh() {
    if (!leadership.isHeld()) {
      if (led) {
        led = false;
        entries = new LinkedHashMap<>();
        revision++;
      }
      return;
    }
    if (!led) {
      install();
      led = true;
      read();
    } else if (nanoTime.getAsLong() - lastRead >= readEvery.toNanos()) {
      read();
    }
  }

  /** Brings the store up to the app's configuration, which is the leader's affair. */
  private void install() {
    Map<String, StoredForm> present = new LinkedHashMap<>();
    store.entries().forEach(each -> readable(each).ifPresent(f -> present.put(each.name(), f)));
    Instant now = clock.instant();
    configured.forEach((name, task) -> {
      StoredForm fresh = StoredForm.of(task, true, converter, now);
      StoredForm old = present.get(name);
      StoredForm wanted = old == null ? fresh : old.replacedBy(fresh);
      if (old == null || !wanted.stored(name).equals(old.stored(name))) {
        store.put(wanted.stored(name));
      }
    });
    present.forEach((name, form) -> {
      if (form.isConfigured() && !configured.containsKey(name)) {
        store.remove(name);
      }
    });
  }

  private void read() {
    Map<String, Entry> found = new LinkedHashMap<>();
    for (StoredEntry each : store.entries()) {
      readable(each)
          .filter(StoredForm::isEnabled)
          .flatMap(form -> entry(each, form))
          .ifPresent(entry -> found.put(each.name(), entry));
    }
    lastRead = nanoTime.getAsLong();
    if (!found.equals(entries)) {
      entries = found;
      revision++;
    }
  }

  private Optional<StoredForm> readable(StoredEntry stored) {
    try {
      return Optional.of(StoredForm.of(stored));
    } catch (RuntimeException e) {
      return unusable(stored, e);
    }
  }

  private Optional<Entry> entry(StoredEntry stored, StoredForm form) {
    try {
      BeatEntry own = form.isConfigured() ? configured.get(stored.name()) : null;
      BeatEntry task = own == null ? form.entry(stored.name()) : own;
      return Optional.of(new Entry(task, form.since(), form.runs()));
    } catch (RuntimeException e) {
      return unusable(stored, e);
    }
  }

  private <T> Optional<T> unusable(StoredEntry stored, RuntimeException why) {
    if (unreadable.add(stored.toString())) {
      LOG.error(
          "beat: the entry {} in {} is left out: {}",
          stored.name(),
          store.displayUrl(),
          why.getMessage());
    }
    return Optional.empty();
  }

  @Override
  public Collection<Entry> entries() {
    return List.copyOf(entries.values());
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public Optional<Entry> begin(Entry entry, Instant due, Instant now) {
    String pending = entry.runs().pending();
    if (pending != null) {
      if (!sent.contains(pending) && !isKnown(pending)) {
        LOG.warn("beat: {} may not have been sent, and is sent again as {}", entry.name(), pending);
        return Optional.of(entry);
      }
      done(entry);
      return Optional.empty();
    }
    RunNote next = entry.runs().ran(now, id(entry.name(), due));
    return advance(entry, next) ? Optional.of(entry.with(next)) : Optional.empty();
  }

  private boolean isKnown(String id) {
    try {
      return isKnownResult.test(id);
    } catch (ResultBackendException e) {
      // Twice under one id is better than no beat for as long as the results are away.
      LOG.warn("beat: Whether {} was sent before cannot be told: {}", id, e.getMessage());
      return false;
    }
  }

  /** An id of the form of other tasks' ids, the same wherever it is worked out. */
  private String id(String name, Instant due) {
    String text = "celeriac-beat\n" + store.displayUrl() + "\n" + name + "\n" + due;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public boolean mayStillSend() {
    return leadership.isHeld();
  }

  @Override
  public Entry done(Entry entry) {
    String id = entry.runs().pending();
    if (id != null) {
      sent.add(id); // should the note fail, it is not sent again by us
    }
    RunNote next = entry.runs().sent();
    if (advance(entry, next) && id != null) {
      sent.remove(id);
    }
    return entry.with(next);
  }

  /** Notes a run; where that is no longer ours to do, what is known is read anew. */
  private boolean advance(Entry entry, RunNote next) {
    String name = entry.name();
    if (store.advance(leadership.owner(), name, entry.runs().text(), next.text())) {
      entries.put(name, entry.with(next));
      return true;
    }
    if (leadership.ask()) {
      read();
    }
    return false;
  }

  @Override
  public void close() {
    leadership.close();
    store.close();
  }
}
