package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.spi.Secrets;
import java.util.List;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens connections: socket, TLS, credentials, database, and one PING that tells whether it is a
 * Redis.
 */
final class Dialer {
  private final ConnectionSettings settings;

  Dialer(ConnectionSettings settings) {
    this.settings = settings;
  }

  /**
   * Connects to a server.
   *
   * @throws BrokerException saying whether nobody answered, it was refused, or it is no Redis
   */
  RedisConnection dial(Address address) {
    String where = describe(address);
    RedisConnection connection;
    try {
      Sockets sockets = new Sockets(address, settings.tls(), handshakeMillis());
      connection = new RedisConnection(sockets, config(), where);
    } catch (JedisException e) {
      throw Failures.connecting(where, settings, e);
    }
    try {
      Object pong =
          connection.call(List.of(new CommandArguments(Protocol.Command.PING))).getFirst();
      if (pong instanceof JedisDataException e) {
        throw Failures.connecting(where, settings, e);
      }
      connection.replyTimeout(Math.toIntExact(settings.replyTimeout().toMillis()));
      return connection;
    } catch (BrokerException e) {
      connection.close();
      throw e;
    }
  }

  /** The address with the database, as a person may see it. */
  String describe(Address address) {
    String scheme =
        switch (address) {
          case Address.Tcp _ -> settings.tls() == null ? "redis" : "rediss";
          case Address.Unix _ -> "redis+socket";
        };
    String at =
        Secrets.account(
            settings.user() == null ? "" : settings.user(), settings.password() != null);
    return switch (address) {
      case Address.Tcp tcp -> scheme + "://" + at + tcp + "/" + settings.database();
      case Address.Unix unix -> scheme + "://" + at + unix + "?virtual_host=" + settings.database();
    };
  }

  private JedisClientConfig config() {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            // Without HELLO: kombu's own servers may be older than 6, and push replies are not
            // used.
            .serverDefaultProtocol()
            .connectionTimeoutMillis(handshakeMillis())
            .socketTimeoutMillis(handshakeMillis())
            .clientName(settings.clientName())
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .database(settings.database());
    if (settings.user() != null) {
      config.user(settings.user());
    }
    if (settings.password() != null) {
      config.password(settings.password());
    }
    return config.build();
  }

  private int handshakeMillis() {
    return Math.toIntExact(settings.connectTimeout().toMillis());
  }
}
