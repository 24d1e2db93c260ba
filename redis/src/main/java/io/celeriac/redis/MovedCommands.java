package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * A consumer's connection to one node of a cluster: when a slot has moved away, the session is over
 * like after a loss of the connection, and the next one finds the slot's new place.
 */
record MovedCommands(Commands line, ClusterMap map) implements Commands {

  @Override
  public CompletableFuture<List<@Nullable Object>> send(List<Command> commands) {
    return line.send(commands).thenApply(this::checked);
  }

  @Override
  public int epoch() {
    return line.epoch();
  }

  @Override
  public void close() {
    line.close();
  }

  private List<@Nullable Object> checked(List<@Nullable Object> replies) {
    for (Object reply : replies) {
      if (reply instanceof BrokerException e
          && e.getCause() instanceof JedisRedirectionException moved) {
        map.forget();
        throw new BrokerException(
            Problem.UNREACHABLE,
            "The queue's slot has moved to " + moved.getTargetNode() + " in the Redis Cluster",
            e);
      }
    }
    return replies;
  }
}
