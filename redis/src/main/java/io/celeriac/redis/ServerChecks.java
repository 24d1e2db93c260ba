package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.spi.BrokerFact;
import io.celeriac.spi.BrokerFact.Weight;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** Looks at the server's configuration for what decides whether it can lose a message. */
final class ServerChecks {

  private final Commands commands;

  ServerChecks(Commands commands) {
    this.commands = commands;
  }

  List<BrokerFact> all() {
    return List.of(appendOnly(), flushed(), eviction());
  }

  private BrokerFact appendOnly() {
    String value = configured("appendonly");
    return switch (value) {
      case "yes" -> good("appendonly", value, "every write is in a file");
      case "" -> unknown("appendonly");
      default ->
          new BrokerFact(
              "appendonly",
              value,
              "what was sent since the last snapshot is lost when the server ends",
              Weight.LOSES,
              "appendonly yes");
    };
  }

  private BrokerFact flushed() {
    String value = configured("appendfsync");
    return switch (value) {
      case "always" -> good("appendfsync", value, "a write is on disk before it is answered");
      case "" -> unknown("appendfsync");
      case "everysec" ->
          new BrokerFact(
              "appendfsync",
              value,
              "up to a second of what was sent is lost when the host goes down",
              Weight.WINDOW,
              "appendfsync always");
      default ->
          new BrokerFact(
              "appendfsync",
              value,
              "up to half a minute of what was sent is lost when the host goes down",
              Weight.LOSES,
              "appendfsync always");
    };
  }

  private BrokerFact eviction() {
    String policy = configured("maxmemory-policy");
    String memory = configured("maxmemory");
    if (policy.isEmpty()) {
      return unknown("maxmemory-policy");
    }
    if (policy.equals("noeviction")) {
      return good(
          "maxmemory-policy", policy, "a full server refuses what is sent, and keeps what waits");
    }
    // Queues have no lifetime, so that the volatile policies leave them alone.
    boolean evictsQueues = policy.startsWith("allkeys") && !memory.equals("0");
    return evictsQueues
        ? new BrokerFact(
            "maxmemory-policy",
            policy,
            "a full server deletes queues with all that waits in them",
            Weight.LOSES,
            "maxmemory-policy noeviction")
        : good("maxmemory-policy", policy, "queues are not evicted with maxmemory " + memory);
  }

  private static BrokerFact good(String subject, String value, String effect) {
    return new BrokerFact(subject, value, effect, Weight.GOOD, "");
  }

  private static BrokerFact unknown(String subject) {
    return new BrokerFact(
        subject,
        "not told",
        "the server does not tell its configuration to this user",
        Weight.UNKNOWN,
        "look at " + subject + " by other means");
  }

  /** A value; empty where the server does not tell, as services in clouds do not. */
  private String configured(String name) {
    try {
      return value(commands.call(Command.of(Protocol.Command.CONFIG, "GET", name)));
    } catch (BrokerException e) {
      if (e.recoverable()) {
        throw e;
      }
      return "";
    }
  }

  private static String value(@Nullable Object reply) {
    return switch (reply) {
      case List<?> pair when pair.size() == 2 -> text(pair.get(1));
      case Map<?, ?> map when map.size() == 1 -> text(map.values().iterator().next());
      case null, default -> "";
    };
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
