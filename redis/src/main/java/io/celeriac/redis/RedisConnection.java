package io.celeriac.redis;

import io.celeriac.BrokerException;
import java.io.IOException;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * One connection to a server. Used by one thread at a time for pipelines, or by one that reads and
 * one that writes; {@link #close} is safe from any thread and wakes both.
 */
final class RedisConnection implements AutoCloseable {
  private final Line line;
  private final String where;
  private final String host;

  RedisConnection(Sockets sockets, JedisClientConfig config, String where) {
    this.line = new Line(sockets, config);
    this.where = where;
    this.host = sockets.address() instanceof Address.Tcp tcp ? tcp.host() : "";
  }

  /** The host of the address; empty for a Unix socket. */
  String host() {
    return host;
  }

  /** The server, as a person may see it. */
  String where() {
    return where;
  }

  /**
   * Sends commands and reads their replies; an error reply is an element like others, a {@link
   * redis.clients.jedis.exceptions.JedisDataException}.
   *
   * @throws BrokerException when the connection breaks; it is of no use after that
   */
  List<Object> call(List<CommandArguments> commands) {
    try {
      commands.forEach(line::sendCommand);
      return line.getMany(commands.size());
    } catch (JedisConnectionException e) {
      close();
      throw Failures.lost(where, e);
    }
  }

  /** Sends a command whose replies are read with {@link #read}. */
  void send(CommandArguments command) {
    try {
      line.sendCommand(command);
      line.flush();
    } catch (JedisConnectionException e) {
      close();
      throw Failures.lost(where, e);
    }
  }

  /** Waits for the next reply or message. */
  Object read() {
    try {
      return line.getUnflushedObject();
    } catch (JedisConnectionException e) {
      close();
      throw Failures.lost(where, e);
    }
  }

  /** Sets how long a reply may take. */
  void replyTimeout(int millis) {
    line.setSoTimeout(millis);
  }

  @Override
  public void close() {
    try {
      line.forceDisconnect();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /** Jedis' connection with its flush made visible: replies may be read by another thread. */
  private static final class Line extends Connection {
    Line(JedisSocketFactory sockets, JedisClientConfig config) {
      super(sockets, config);
    }

    @Override
    protected void flush() {
      super.flush();
    }
  }
}
