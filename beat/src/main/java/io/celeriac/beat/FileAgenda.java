package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.spi.ValueConverter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agenda of one beat, its last runs kept in a file by the rules of Celery's persistent
 * scheduler: written at the start, every three minutes or every so many tasks, and at the end.
 */
final class FileAgenda implements Agenda {

  private static final Logger LOG = LoggerFactory.getLogger(FileAgenda.class);
  private static final Duration SYNC_EVERY = Duration.ofMinutes(3);

  private final ScheduleFile file;
  private final Map<String, BeatEntry> configured;
  private final ValueConverter converter;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final int syncEveryTasks;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long lastSync;
  private int tasksSinceSync;

  FileAgenda(
      ScheduleFile file,
      Map<String, BeatEntry> configured,
      ValueConverter converter,
      Clock clock,
      LongSupplier nanoTime,
      int syncEveryTasks) {
    this.file = file;
    this.configured = configured;
    this.converter = converter;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.syncEveryTasks = syncEveryTasks;
  }

  @Override
  public String display() {
    return file.path().toString();
  }

  @Override
  public boolean isLeading() {
    return true;
  }

  @Override
  public void open() {
    file.lock();
    load();
    sync();
  }

  /** Those that are configured, each with its runs so far; others are forgotten. */
  void load() {
    Map<String, RunNote> known = file.read();
    RunNote fresh = RunNote.from(clock.instant());
    configured.forEach(
        (name, task) -> entries.put(name, Entry.of(task, known.getOrDefault(name, fresh))));
  }

  @Override
  public void refresh() {
    boolean byTasks = syncEveryTasks > 0 && tasksSinceSync >= syncEveryTasks;
    if (byTasks || nanoTime.getAsLong() - lastSync > SYNC_EVERY.toNanos()) {
      sync();
    }
  }

  private void sync() {
    LOG.debug("beat: Synchronizing schedule...");
    file.write(entries.values(), converter);
    lastSync = nanoTime.getAsLong();
    tasksSinceSync = 0;
  }

  @Override
  public Collection<Entry> entries() {
    return List.copyOf(entries.values());
  }

  @Override
  public long revision() {
    return 0;
  }

  @Override
  public Optional<Entry> begin(Entry entry, Instant due, Instant now) {
    Entry next = entry.with(entry.runs().ran(now, null));
    entries.put(entry.name(), next);
    tasksSinceSync++;
    return Optional.of(next);
  }

  @Override
  public boolean mayStillSend() {
    return true;
  }

  @Override
  public Entry done(Entry entry) {
    return entry;
  }

  @Override
  public void close() {
    sync();
    file.close();
  }
}
