package io.celeriac.redis;

import io.celeriac.ResultBackendException;
import io.celeriac.ScheduleStoreException;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * A schedule in Redis: a hash of definitions, a hash of runs, and a key that expires for who leads.
 * All are in one slot of a cluster. Thread-safe.
 */
final class RedisScheduleStore implements ScheduleStore {

  private final String display;
  private final ResultCommands commands;
  private final String lead;
  private final String definitions;
  private final String runs;

  /** With what the keys begin with. */
  RedisScheduleStore(String display, ResultCommands commands, String prefix) {
    this.display = display;
    this.commands = commands;
    this.lead = prefix + "leader";
    this.definitions = prefix + "entries";
    this.runs = prefix + "runs";
  }

  @Override
  public String displayUrl() {
    return display;
  }

  @Override
  public boolean lead(String owner, Duration lease) {
    return isOne(
        call(
            "ask for the lead",
            Command.run(Script.SCHEDULE_LEAD, List.of(lead), List.of(owner, lease.toMillis()))));
  }

  @Override
  public void resign(String owner) {
    call("give the lead back", Command.run(Script.UNLOCK, List.of(lead), List.of(owner)));
  }

  @Override
  public Optional<String> leader() {
    return call("look who leads", Command.on(lead, Protocol.Command.GET)) instanceof byte[] owner
        ? Optional.of(text(owner))
        : Optional.empty();
  }

  @Override
  public List<StoredEntry> entries() {
    List<@Nullable Object> replies =
        callAll(
            "read the schedule",
            List.of(
                Command.on(definitions, Protocol.Command.HGETALL),
                Command.on(runs, Protocol.Command.HGETALL)));
    Map<String, String> notes = hash(replies.get(1));
    List<StoredEntry> entries = new ArrayList<>();
    hash(replies.get(0))
        .forEach((name, definition) -> {
          String run = notes.get(name);
          if (run != null) {
            entries.add(new StoredEntry(name, definition, run));
          }
        });
    return entries;
  }

  @Override
  public void put(StoredEntry entry) {
    call(
        "store the entry " + entry.name(),
        Command.run(
            Script.SCHEDULE_PUT,
            List.of(definitions, runs),
            List.of(entry.name(), entry.definition(), entry.run())));
  }

  @Override
  public boolean remove(String name) {
    List<@Nullable Object> replies =
        callAll(
            "remove the entry " + name,
            List.of(
                Command.on(definitions, Protocol.Command.HDEL, name),
                Command.on(runs, Protocol.Command.HDEL, name)));
    return isOne(replies.get(0));
  }

  @Override
  public boolean advance(String owner, String name, String expected, String run) {
    return isOne(
        call(
            "note the run of the entry " + name,
            Command.run(
                Script.SCHEDULE_ADVANCE,
                List.of(lead, runs),
                List.of(owner, name, expected, run))));
  }

  private @Nullable Object call(String what, Command command) {
    return callAll(what, List.of(command)).getFirst();
  }

  private List<@Nullable Object> callAll(String what, List<Command> some) {
    try {
      return commands.callAll(what, some);
    } catch (ResultBackendException e) {
      throw new ScheduleStoreException(String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isOne(@Nullable Object reply) {
    return reply instanceof Long number && number == 1;
  }

  /** A hash comes as a list of names and values in turn. */
  private static Map<String, String> hash(@Nullable Object reply) {
    Map<String, String> members = new LinkedHashMap<>();
    if (reply instanceof List<?> parts) {
      for (int i = 0; i + 1 < parts.size(); i += 2) {
        if (parts.get(i) instanceof byte[] name && parts.get(i + 1) instanceof byte[] value) {
          members.put(text(name), text(value));
        }
      }
    }
    return members;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    commands.close();
  }
}
