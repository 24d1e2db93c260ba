package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Sends each command to the node of a Redis Cluster that has its key, on one connection to each. A
 * command that a node sends elsewhere, since a slot has moved, follows.
 */
final class ClusterCommands implements Commands {
  private static final int MOST_MOVES = 5;

  private final Servers servers;
  private final ClusterMap map;
  private final Map<Address, Pipeline> pipelines = new ConcurrentHashMap<>();
  private volatile boolean closed;

  ClusterCommands(Servers servers, ClusterMap map) {
    this.servers = servers;
    this.map = map;
  }

  @Override
  public CompletableFuture<List<@Nullable Object>> send(List<Command> commands) {
    return send(commands, MOST_MOVES);
  }

  @Override
  public int epoch() {
    return pipelines.values().stream().mapToInt(Pipeline::epoch).sum();
  }

  @Override
  public void close() {
    closed = true;
    pipelines.values().forEach(Pipeline::close);
  }

  /** The commands for one node, and where their replies belong. */
  private record Share(List<Command> commands, List<Integer> places) {}

  private CompletableFuture<List<@Nullable Object>> send(List<Command> commands, int moves) {
    Map<Address, Share> shares = new LinkedHashMap<>();
    try {
      for (int i = 0; i < commands.size(); i++) {
        Share share =
            shares.computeIfAbsent(
                map.node(commands.get(i).key()),
                _ -> new Share(new ArrayList<>(), new ArrayList<>()));
        share.commands.add(commands.get(i));
        share.places.add(i);
      }
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    @Nullable Object[] replies = new Object[commands.size()];
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    shares.forEach((node, share) ->
        parts.add(
            pipeline(node)
                .send(share.commands)
                .whenComplete((_, failure) -> forgetAfter(failure))
                .thenAccept(some -> {
                  for (int i = 0; i < some.size(); i++) {
                    replies[share.places.get(i)] = some.get(i);
                  }
                })));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenCompose(_ -> follow(commands, Arrays.asList(replies), moves));
  }

  /** Sends again what was sent elsewhere. */
  private CompletableFuture<List<@Nullable Object>> follow(
      List<Command> commands, List<@Nullable Object> replies, int moves) {
    CompletableFuture<List<@Nullable Object>> result = CompletableFuture.completedFuture(replies);
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof BrokerException e
          && e.getCause() instanceof JedisRedirectionException redirection
          && moves > 0) {
        int place = i;
        result =
            result.thenCombine(
                again(commands.get(i), redirection, moves - 1),
                (all, reply) -> {
                  all.set(place, reply);
                  return all;
                });
      }
    }
    return result;
  }

  private CompletableFuture<@Nullable Object> again(
      Command command, JedisRedirectionException redirection, int moves) {
    if (redirection instanceof JedisAskDataException) {
      Address target =
          new Address.Tcp(
              redirection.getTargetNode().getHost(), redirection.getTargetNode().getPort());
      return pipeline(target)
          .send(List.of(Command.of(Protocol.Command.ASKING), command))
          .thenApply(List::getLast);
    }
    map.forget();
    // Reading the map anew is I/O, which must not hold up the connection that this runs on.
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        reply.complete(Commands.await(send(List.of(command), moves)).getFirst());
      } catch (RuntimeException e) {
        reply.completeExceptionally(e);
      }
    });
    return reply;
  }

  private void forgetAfter(@Nullable Throwable failure) {
    if (failure instanceof BrokerException e && e.problem() != Problem.CLOSED) {
      map.forget();
    }
  }

  private Pipeline pipeline(Address node) {
    Pipeline pipeline =
        pipelines.computeIfAbsent(
            node, _ -> new Pipeline("celeriac-redis-" + node, () -> servers.connect(node)));
    if (closed) {
      pipeline.close();
    }
    return pipeline;
  }
}
