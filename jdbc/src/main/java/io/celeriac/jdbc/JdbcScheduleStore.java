package io.celeriac.jdbc;

import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.StoredEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A schedule in a database: a table of entries, and a table with a row for who leads. Databases
 * tell the time in too many ways, so that nobody's clock counts: who leads counts up a number, and
 * who sees the same number for the length of the lease may take the lead. Thread-safe.
 */
final class JdbcScheduleStore implements ScheduleStore {

  private static final String NOBODY = "-";

  /** Who led, when that was first seen. */
  private record Seen(String owner, long beats, long nanos) {}

  private final Connections connections;
  private final String display;
  private final String schedule;
  private final LongSupplier nanoTime;
  private final ScheduleTables tables = new ScheduleTables();
  private final ReentrantLock lock = new ReentrantLock();
  private Seen seen = new Seen(NOBODY, -1, 0);

  /** With the name that the schedule has among others in the same tables. */
  JdbcScheduleStore(
      Connections connections, String display, String schedule, LongSupplier nanoTime) {
    this.connections = connections;
    this.display = display;
    this.schedule = schedule;
    this.nanoTime = nanoTime;
  }

  @Override
  public String displayUrl() {
    return display;
  }

  private <T> T call(String what, Connections.Operation<T> operation) {
    return connections.call(
        what,
        connection -> {
          tables.require(connection);
          return operation.on(connection);
        });
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  /** Whether the row was added; not when there is one already. */
  private boolean insert(Connection connection, String sql, Object... values) throws SQLException {
    try {
      return update(connection, sql, values) == 1;
    } catch (SQLException e) {
      if (tables.dialect(connection).isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean lead(String owner, Duration lease) {
    return call(
        "ask for the lead",
        connection -> {
          Optional<Seen> found = leader(connection);
          if (found.isEmpty()) {
            return insert(
                connection,
                "INSERT INTO celeriac_beat_leader (schedule, owner, beats) VALUES (?, ?, ?)",
                schedule,
                owner,
                1L);
          }
          return mayLead(found.get(), owner, lease) && take(connection, found.get(), owner);
        });
  }

  private Optional<Seen> leader(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT owner, beats FROM celeriac_beat_leader WHERE schedule = ?")) {
      statement.setString(1, schedule);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Seen(row.getString(1), row.getLong(2), nanoTime.getAsLong()))
            : Optional.empty();
      }
    }
  }

  private boolean mayLead(Seen found, String owner, Duration lease) {
    lock.lock();
    try {
      if (found.owner().equals(owner) || found.owner().equals(NOBODY)) {
        return true;
      }
      if (!found.owner().equals(seen.owner()) || found.beats() != seen.beats()) {
        seen = found;
      }
      return found.nanos() - seen.nanos() >= lease.toNanos();
    } finally {
      lock.unlock();
    }
  }

  private boolean take(Connection connection, Seen found, String owner) throws SQLException {
    return update(
            connection,
            "UPDATE celeriac_beat_leader SET owner = ?, beats = ?"
                + " WHERE schedule = ? AND owner = ? AND beats = ?",
            owner,
            found.beats() + 1,
            schedule,
            found.owner(),
            found.beats())
        == 1;
  }

  @Override
  public void resign(String owner) {
    call(
        "give the lead back",
        connection ->
            update(
                connection,
                "UPDATE celeriac_beat_leader SET owner = ? WHERE schedule = ? AND owner = ?",
                NOBODY,
                schedule,
                owner));
  }

  @Override
  public Optional<String> leader() {
    return call("look who leads", this::leader)
        .map(Seen::owner)
        .filter(owner -> !owner.equals(NOBODY));
  }

  @Override
  public List<StoredEntry> entries() {
    return call("read the schedule", this::entries);
  }

  private List<StoredEntry> entries(Connection connection) throws SQLException {
    List<StoredEntry> entries = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT name, definition, run FROM celeriac_beat_entry WHERE schedule = ?")) {
      statement.setString(1, schedule);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          entries.add(new StoredEntry(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    return entries;
  }

  @Override
  public void put(StoredEntry entry) {
    call(
        "store the entry " + entry.name(),
        connection ->
            define(connection, entry)
                || insert(
                    connection,
                    "INSERT INTO celeriac_beat_entry (schedule, name, definition, run)"
                        + " VALUES (?, ?, ?, ?)",
                    schedule,
                    entry.name(),
                    entry.definition(),
                    entry.run())
                || define(connection, entry));
  }

  private boolean define(Connection connection, StoredEntry entry) throws SQLException {
    return update(
            connection,
            "UPDATE celeriac_beat_entry SET definition = ? WHERE schedule = ? AND name = ?",
            entry.definition(),
            schedule,
            entry.name())
        > 0;
  }

  @Override
  public boolean remove(String name) {
    return call(
        "remove the entry " + name,
        connection ->
            update(
                    connection,
                    "DELETE FROM celeriac_beat_entry WHERE schedule = ? AND name = ?",
                    schedule,
                    name)
                > 0);
  }

  @Override
  public boolean advance(String owner, String name, String expected, String run) {
    // The second of two equal steps, after a reply that was lost, finds its own note.
    return call(
        "note the run of the entry " + name,
        connection ->
            update(
                    connection,
                    "UPDATE celeriac_beat_entry SET run = ?"
                        + " WHERE schedule = ? AND name = ? AND (run = ? OR run = ?)"
                        + " AND EXISTS (SELECT 1 FROM celeriac_beat_leader l"
                        + " WHERE l.schedule = ? AND l.owner = ?)",
                    run,
                    schedule,
                    name,
                    expected,
                    run,
                    schedule,
                    owner)
                > 0);
  }

  @Override
  public void close() {
    connections.close();
  }
}
