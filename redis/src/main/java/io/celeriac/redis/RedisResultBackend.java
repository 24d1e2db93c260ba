package io.celeriac.redis;

import io.celeriac.ResultBackendException;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Protocol;

/**
 * Results in Redis: a key for each task or saved group, and an announcement of each change on the
 * channel of the same name. Storing is one step of the server for most tasks; what several threads
 * store at the same time shares round trips.
 */
final class RedisResultBackend implements ResultBackend {
  private static final int LARGEST = 512 << 20; // of a string in Redis
  private static final int MOST_KEYS = 500; // in one command, which holds up the server
  private static final byte[] NOTHING = {};

  private final Servers servers;
  private final ResultCommands commands;
  private final ResultWatches watches;
  private final ResultCodec codec;
  private final GroupDocuments groups;
  private final ResultOptions options;
  private final ResultKeys keys;
  private final ChordStore chords;

  RedisResultBackend(Servers servers, Commands commands, ResultCodec codec, ResultOptions options) {
    this.servers = servers;
    this.commands = new ResultCommands(commands, options.retries());
    this.codec = codec;
    this.groups = new GroupDocuments(codec);
    this.options = options;
    this.keys = options.keys();
    this.chords =
        new RedisChords(
            this.commands, groups, options, () -> UUID.randomUUID().toString().replace("-", ""));
    this.watches =
        new ResultWatches(
            listener ->
                Subscriber.start(
                    servers.connect(), listener, options.healthCheck(), "celeriac-redis-results"),
            commands,
            codec,
            options.retries());
  }

  @Override
  public String displayUrl() {
    return servers.display();
  }

  @Override
  public void store(ResultDocument document) {
    byte[] bytes = checked("The result of task " + document.taskId(), codec.encode(document));
    String key = keys.task(document.taskId());
    long ttl = options.expires(document.status()).toSeconds();
    byte[] seen = NOTHING;
    while (seen != null) {
      byte[] expected = seen;
      Command store = Command.run(Script.STORE_RESULT, List.of(key), List.of(expected, ttl, bytes));
      Object instead = commands.call("store the result of task " + document.taskId(), store);
      seen = instead instanceof byte[] stored && !isFinal(stored) ? stored : null;
    }
  }

  @Override
  public Optional<ResultDocument> find(String taskId) {
    Command read = Command.on(keys.task(taskId), Protocol.Command.GET);
    return commands.call("read the result of task " + taskId, read) instanceof byte[] stored
        ? Optional.of(codec.decode(stored))
        : Optional.empty();
  }

  @Override
  public Map<String, ResultDocument> findAll(Collection<String> taskIds) {
    List<String> ids = List.copyOf(new LinkedHashSet<>(taskIds));
    List<?> stored = stored(ids);
    Map<String, ResultDocument> found = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      if (stored.get(i) instanceof byte[] document) {
        found.put(ids.get(i), codec.decode(document));
      }
    }
    return found;
  }

  /** What is stored for some tasks, in their order: in few commands where one server has it all. */
  private List<?> stored(List<String> taskIds) {
    String what = "read the results of " + taskIds.size() + " tasks";
    List<String> all = taskIds.stream().map(keys::task).toList();
    if (keys.cluster()) {
      return commands.callAll(
          what, all.stream().map(key -> Command.on(key, Protocol.Command.GET)).toList());
    }
    List<Command> reads = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST_KEYS) {
      List<String> some = all.subList(from, Math.min(from + MOST_KEYS, all.size()));
      reads.add(Command.onAll(Protocol.Command.MGET, some));
    }
    return commands.callAll(what, reads).stream()
        .flatMap(reply -> ((List<?>) Objects.requireNonNull(reply)).stream())
        .toList();
  }

  @Override
  public void forget(String taskId) {
    commands.call(
        "delete the result of task " + taskId, Command.on(keys.task(taskId), Protocol.Command.DEL));
  }

  @Override
  public void saveGroup(ResultTuple group) {
    byte[] bytes = checked("Group " + group.id(), groups.encode(group));
    commands.call(
        "save group " + group.id(),
        Command.run(
            Script.SAVE_GROUP,
            List.of(keys.group(group.id())),
            List.of(options.expires().toSeconds(), bytes)));
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    Command read = Command.on(keys.group(groupId), Protocol.Command.GET);
    return commands.call("read group " + groupId, read) instanceof byte[] saved
        ? Optional.of(groups.decode(groupId, saved))
        : Optional.empty();
  }

  @Override
  public void forgetGroup(String groupId) {
    commands.call("delete group " + groupId, Command.on(keys.group(groupId), Protocol.Command.DEL));
  }

  @Override
  public ChordSupport chords() {
    return new ChordSupport.Counted(chords);
  }

  @Override
  public void watch(String taskId) {
    watches.watch(keys.task(taskId));
  }

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return watches.ready(keys.task(taskId));
  }

  @Override
  public void unwatch(String taskId) {
    watches.unwatch(keys.task(taskId));
  }

  @Override
  public void close() {
    watches.close();
    commands.close();
  }

  /** A stored SUCCESS stays; what cannot be read may be overwritten. */
  private boolean isFinal(byte[] stored) {
    try {
      return codec.decode(stored).status().equals("SUCCESS");
    } catch (DecodeException e) {
      return false;
    }
  }

  private static byte[] checked(String what, byte[] bytes) {
    if (bytes.length > LARGEST) {
      throw new ResultBackendException(
          "%s has %d bytes; Redis keeps at most 512 MiB in a key".formatted(what, bytes.length));
    }
    return bytes;
  }
}
