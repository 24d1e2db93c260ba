package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.ResultBackendException;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Results in Redis: a key for each task, and an announcement of each change on the channel of the
 * same name. Storing is one step of the server for most tasks; what several threads store at the
 * same time shares round trips.
 */
final class RedisResultBackend implements ResultBackend {
  private static final int LARGEST = 512 << 20; // of a string in Redis
  private static final byte[] NOTHING = {};

  private final Servers servers;
  private final Commands commands;
  private final ResultWatches watches;
  private final ResultCodec codec;
  private final ResultOptions options;
  private final Patience patience;

  RedisResultBackend(Servers servers, Commands commands, ResultCodec codec, ResultOptions options) {
    this.servers = servers;
    this.commands = commands;
    this.codec = codec;
    this.options = options;
    this.patience = new Patience(options.retries());
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
    byte[] bytes = codec.encode(document);
    if (bytes.length > LARGEST) {
      throw new ResultBackendException(
          "The result of task %s has %d bytes; Redis keeps at most 512 MiB in a key"
              .formatted(document.taskId(), bytes.length));
    }
    String key = options.key(document.taskId());
    long ttl = options.expires(document.status()).toSeconds();
    byte[] seen = NOTHING;
    while (seen != null) {
      byte[] expected = seen;
      Command store = Command.run(Script.STORE_RESULT, List.of(key), List.of(expected, ttl, bytes));
      Object instead = retried("store the result of task " + document.taskId(), store);
      seen = instead instanceof byte[] stored && !isFinal(stored) ? stored : null;
    }
  }

  @Override
  public Optional<ResultDocument> find(String taskId) {
    Command read = Command.on(options.key(taskId), Protocol.Command.GET);
    return retried("read the result of task " + taskId, read) instanceof byte[] stored
        ? Optional.of(codec.decode(stored))
        : Optional.empty();
  }

  @Override
  public void forget(String taskId) {
    retried(
        "delete the result of task " + taskId,
        Command.on(options.key(taskId), Protocol.Command.DEL));
  }

  @Override
  public void saveGroup(ResultTuple group) {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public void forgetGroup(String groupId) {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public ChordSupport chords() {
    return new ChordSupport.Polled();
  }

  @Override
  public void watch(String taskId) {
    watches.watch(options.key(taskId));
  }

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return watches.ready(options.key(taskId));
  }

  @Override
  public void unwatch(String taskId) {
    watches.unwatch(options.key(taskId));
  }

  @Override
  public void close() {
    patience.close();
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

  private @Nullable Object retried(String what, Command command) {
    Patience.Attempts attempts = patience.start();
    while (true) {
      try {
        return commands.call(command);
      } catch (BrokerException e) {
        if (!e.recoverable() || !attempts.again()) {
          throw new ResultBackendException("Could not " + what + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
