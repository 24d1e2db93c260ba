package io.celeriac.beat;

import io.celeriac.SettingException;
import io.celeriac.spi.ValueConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the last runs: JSON, replaced as a whole. What it says counts for the time
 * zone it was written for; what cannot be read is made anew, as by Celery. Another file, which ends
 * in {@code .lock}, keeps a second beat away.
 */
final class ScheduleFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduleFile.class);
  private static final String VERSION = "1";
  private static final String SUFFIX = ".json";

  private final Path path;
  private final String origin;
  private final @Nullable String zone;
  private final boolean utc;
  private @Nullable FileChannel locked;

  /**
   * A file that need not be there.
   *
   * @param name without {@code .json}, which is added so that it is not taken for Python's file
   * @param origin who has given the name, for errors
   * @param zone the setting {@code timezone}; null when it is not set
   * @param utc the setting {@code enable_utc}
   */
  ScheduleFile(String name, String origin, @Nullable String zone, boolean utc) {
    this.path = Path.of(name.endsWith(SUFFIX) ? name : name + SUFFIX);
    this.origin = origin;
    this.zone = zone;
    this.utc = utc;
  }

  Path path() {
    return path;
  }

  /**
   * Keeps others away.
   *
   * @throws SettingException when another beat works with the file, or it cannot be written
   */
  void lock() {
    Path lock = path.resolveSibling(path.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel)) {
        locked = channel;
        return;
      }
      channel.close();
    } catch (IOException e) {
      throw new SettingException(
          "The schedule file "
              + path
              + " ("
              + origin
              + ") cannot be written: "
              + e
              + "; name a file in a directory that you may write to",
          e);
    }
    throw new SettingException(
        "Another beat works with the schedule file "
            + path
            + " ("
            + origin
            + "), and both would send everything; stop it, or let them share a store:"
            + " celeriac_beat_store");
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The runs of each entry; none when there is no file, or it is of no use. */
  Map<String, RunNote> read() {
    if (!Files.exists(path)) {
      return Map.of();
    }
    try {
      return usable(Json.object(Files.readString(path)));
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("Removing corrupted schedule file {}: {}", path, e.getMessage());
      return Map.of();
    }
  }

  private Map<String, RunNote> usable(Map<?, ?> content) {
    for (String key : new String[] {"entries", "__version__", "tz", "utc_enabled"}) {
      if (!content.containsKey(key)) {
        LOG.warn("DB Reset: {} has no {}", path, key);
        return Map.of();
      }
    }
    if (!Objects.equals(content.get("tz"), zone)) {
      LOG.warn("Reset: Timezone changed from {} to {}", content.get("tz"), zone);
      return Map.of();
    }
    if (!Objects.equals(content.get("utc_enabled"), utc)) {
      LOG.warn("Reset: UTC changed from {} to {}", content.get("utc_enabled"), utc);
      return Map.of();
    }
    Map<String, RunNote> notes = new LinkedHashMap<>();
    if (content.get("entries") instanceof Map<?, ?> entries) {
      entries.forEach((name, form) -> notes.put(String.valueOf(name), note(form)));
    }
    return notes;
  }

  private static RunNote note(Object form) {
    if (form instanceof Map<?, ?> members) {
      return RunNote.of(members);
    }
    throw new IllegalArgumentException("'" + form + "' is no entry");
  }

  /** Replaces the content. */
  void write(Collection<Entry> entries, ValueConverter converter) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Map<String, @Nullable Object> form = EntryForm.write(entry.task(), converter);
      form.putAll(entry.runs().form());
      all.put(entry.name(), form);
    }
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    content.put("__version__", VERSION);
    content.put("tz", zone);
    content.put("utc_enabled", utc);
    content.put("entries", all);
    try {
      replace(Json.text(content));
    } catch (IOException e) {
      LOG.error(
          "The schedule file {} could not be written, and after a restart what ran since the last"
              + " time may run again: {}",
          path,
          e.toString());
    }
  }

  private void replace(String text) throws IOException {
    Path draft = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(draft, text);
    try {
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() {
    FileChannel channel = locked;
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
