package io.celeriac.faults;

import io.celeriac.testing.RedisServerProcess;
import java.net.URI;
import java.util.stream.Stream;
import redis.clients.jedis.RedisClient;

/** A Redis as broker; unless told otherwise every write is on disk before it is answered. */
record RedisUnderTest(RedisServerProcess server) implements BrokerUnderTest {

  static RedisUnderTest started(String... options) {
    return new RedisUnderTest(RedisServerProcess.started(options));
  }

  @Override
  public String url() {
    return server.url();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public String urlAt(int port) {
    return "redis://127.0.0.1:" + port + "/0";
  }

  @Override
  public long ready(String queue) {
    try (RedisClient redis = RedisClient.create(URI.create(url()))) {
      // Of each of kombu's priorities.
      return Stream.of("", "\u0006\u00163", "\u0006\u00166", "\u0006\u00169")
          .mapToLong(priority -> redis.llen(queue + priority))
          .sum();
    }
  }

  /** Of all queues, for kombu's index is one. */
  @Override
  public long unacknowledged(String queue) {
    try (RedisClient redis = RedisClient.create(URI.create(url()))) {
      return redis.zcard("unacked_index");
    }
  }

  @Override
  public void kill() {
    server.kill();
  }

  @Override
  public void stop() {
    server.stop();
  }

  @Override
  public void start() {
    server.start();
  }

  @Override
  public void freeze() {
    server.freeze();
  }

  @Override
  public void thaw() {
    server.thaw();
  }

  @Override
  public void close() {
    server.close();
  }
}
