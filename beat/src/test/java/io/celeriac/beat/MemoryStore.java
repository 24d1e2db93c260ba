package io.celeriac.beat;

import io.celeriac.ScheduleStoreException;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.StoredEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A store for tests, on a clock that they turn; it can be out of reach. */
final class MemoryStore implements ScheduleStore {

  private final LongSupplier nanoTime;
  private final Map<String, StoredEntry> entries = new TreeMap<>();
  private @Nullable String leader;
  private long until;
  private boolean away;

  MemoryStore(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void away(boolean isAway) {
    away = isAway;
  }

  private void reach() {
    if (away) {
      throw new ScheduleStoreException("The store is away", null);
    }
  }

  @Override
  public String displayUrl() {
    return "test://store";
  }

  @Override
  public synchronized boolean lead(String owner, Duration lease) {
    reach();
    if (leader().filter(other -> !other.equals(owner)).isPresent()) {
      return false;
    }
    leader = owner;
    until = nanoTime.getAsLong() + lease.toNanos();
    return true;
  }

  @Override
  public synchronized void resign(String owner) {
    reach();
    if (owner.equals(leader)) {
      leader = null;
    }
  }

  @Override
  public synchronized Optional<String> leader() {
    return nanoTime.getAsLong() - until >= 0 ? Optional.empty() : Optional.ofNullable(leader);
  }

  @Override
  public synchronized List<StoredEntry> entries() {
    reach();
    return new ArrayList<>(entries.values());
  }

  @Override
  public synchronized void put(StoredEntry entry) {
    reach();
    StoredEntry old = entries.get(entry.name());
    String run = old == null ? entry.run() : old.run();
    entries.put(entry.name(), new StoredEntry(entry.name(), entry.definition(), run));
  }

  @Override
  public synchronized boolean remove(String name) {
    reach();
    return entries.remove(name) != null;
  }

  @Override
  public synchronized boolean advance(String owner, String name, String expected, String run) {
    reach();
    StoredEntry old = entries.get(name);
    if (old == null || !leader().equals(Optional.of(owner)) || !old.run().equals(expected)) {
      return false;
    }
    entries.put(name, new StoredEntry(name, old.definition(), run));
    return true;
  }

  @Override
  public void close() {}
}
