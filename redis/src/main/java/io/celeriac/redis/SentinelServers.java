package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** The master of a group of servers that Sentinels watch: asked for anew for each connection. */
final class SentinelServers implements Servers {
  private final List<Address> sentinels;
  private final Dialer sentinelDialer;
  private final Dialer masterDialer;
  private final int database;
  private final String masterName;
  private final int minOtherSentinels;

  SentinelServers(
      List<Address> sentinels,
      ConnectionSettings sentinelSettings,
      ConnectionSettings masterSettings,
      String masterName,
      int minOtherSentinels) {
    this.sentinels = List.copyOf(sentinels);
    this.sentinelDialer = new Dialer(sentinelSettings);
    this.masterDialer = new Dialer(masterSettings);
    this.database = masterSettings.database();
    this.masterName = masterName;
    this.minOtherSentinels = minOtherSentinels;
  }

  @Override
  public RedisConnection connect() {
    List<BrokerException> failures = new ArrayList<>();
    for (Address sentinel : sentinels) {
      try {
        return connectMaster(ask(sentinel));
      } catch (BrokerException e) {
        failures.add(e);
      }
    }
    throw ServerList.together(failures);
  }

  @Override
  public RedisConnection connect(Address node) {
    throw new UnsupportedOperationException("Sentinels watch no cluster");
  }

  @Override
  public String display() {
    return sentinels.stream()
        .map(address -> "sentinel://" + address + "/" + database)
        .collect(Collectors.joining(";"));
  }

  @Override
  public int database() {
    return database;
  }

  private Address ask(Address sentinel) {
    try (RedisConnection connection = sentinelDialer.dial(sentinel)) {
      Object reply =
          connection
              .call(
                  List.of(
                      new CommandArguments(Protocol.Command.SENTINEL)
                          .add("MASTER")
                          .add(masterName)))
              .getFirst();
      if (!(reply instanceof List<?> fields)) {
        throw unknownMaster(sentinel, reply);
      }
      Map<String, String> state = new HashMap<>();
      for (int i = 0; i + 1 < fields.size(); i += 2) {
        state.put(text(fields.get(i)), text(fields.get(i + 1)));
      }
      String flags = state.getOrDefault("flags", "");
      int others = Integer.parseInt(state.getOrDefault("num-other-sentinels", "0"));
      if (flags.contains("_down") || flags.contains("disconnected") || others < minOtherSentinels) {
        throw new BrokerException(
            Problem.UNREACHABLE,
            "Sentinel at %s has no master '%s' to offer now (%s, knows %d other Sentinels)"
                .formatted(sentinel, masterName, flags, others));
      }
      return new Address.Tcp(
          state.getOrDefault("ip", ""), Integer.parseInt(state.getOrDefault("port", "0")));
    }
  }

  private BrokerException unknownMaster(Address sentinel, Object reply) {
    String said =
        reply instanceof JedisDataException e ? String.valueOf(e.getMessage()) : "nothing";
    return new BrokerException(
        Problem.NO_SUCH_VHOST,
        "Sentinel at %s says '%s' about the master '%s'; the transport option master_name has to be"
                .formatted(sentinel, said, masterName)
            + " the name in the Sentinel's own configuration");
  }

  private RedisConnection connectMaster(Address address) {
    RedisConnection connection = masterDialer.dial(address);
    Object role = connection.call(List.of(new CommandArguments(Protocol.Command.ROLE))).getFirst();
    if (role instanceof List<?> fields && !text(fields.getFirst()).equals("master")) {
      connection.close();
      throw new BrokerException(
          Problem.UNREACHABLE,
          "The Sentinels name %s as master '%s', but it is none yet"
              .formatted(connection.where(), masterName));
    }
    return connection;
  }

  private static String text(Object field) {
    return field instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(field);
  }
}
