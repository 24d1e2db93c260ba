package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Which node of a Redis Cluster holds which slot. Read on first use, and again after somebody has
 * found it to be out of date. Thread-safe.
 */
final class ClusterMap {
  private static final int SLOTS = 16384;

  private final Servers servers;
  private @Nullable Address @Nullable [] nodes;

  ClusterMap(Servers servers) {
    this.servers = servers;
  }

  /**
   * The node of a key, or any when it is null.
   *
   * @throws BrokerException when the map cannot be read, or has no node for the key
   */
  synchronized Address node(@Nullable String key) {
    @Nullable Address[] map = nodes;
    if (map == null) {
      map = read();
      nodes = map;
    }
    int slot = key == null ? 0 : JedisClusterCRC16.getSlot(key);
    Address node = map[slot];
    if (node == null) {
      nodes = null;
      throw new BrokerException(
          Problem.TIMEOUT,
          "Nobody in the Redis Cluster at " + servers.display() + " serves slot " + slot + " now");
    }
    return node;
  }

  /** It was found to be out of date. */
  synchronized void forget() {
    nodes = null;
  }

  /** All nodes that serve slots. */
  synchronized Set<Address> all() {
    node(null);
    Set<Address> all = new LinkedHashSet<>();
    if (nodes != null) {
      for (Address node : nodes) {
        if (node != null) {
          all.add(node);
        }
      }
    }
    return all;
  }

  private @Nullable Address[] read() {
    try (RedisConnection connection = servers.connect()) {
      Object reply =
          connection
              .call(List.of(new CommandArguments(Protocol.Command.CLUSTER).add("SLOTS")))
              .getFirst();
      if (!(reply instanceof List<?> ranges)) {
        String said =
            reply instanceof JedisDataException e ? String.valueOf(e.getMessage()) : "nothing";
        throw new BrokerException(
            Problem.NOT_THIS_BROKER,
            connection.where()
                + " is no node of a Redis Cluster ("
                + said
                + "); the setting celeriac_redis_cluster_hash_tags is only for those");
      }
      @Nullable Address[] map = new Address[SLOTS];
      for (Object range : ranges) {
        List<?> parts = (List<?>) range;
        List<?> master = (List<?>) parts.get(2);
        Address address = address(master, connection);
        for (int slot = number(parts.get(0)); slot <= number(parts.get(1)); slot++) {
          map[slot] = address;
        }
      }
      return map;
    }
  }

  /** A node that does not know its own name is the one that was asked. */
  private Address address(List<?> node, RedisConnection asked) {
    String host =
        node.getFirst() instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
    return new Address.Tcp(
        host.isEmpty() || host.equals("?") ? asked.host() : host, number(node.get(1)));
  }

  private static int number(Object value) {
    return Math.toIntExact((Long) value);
  }
}
