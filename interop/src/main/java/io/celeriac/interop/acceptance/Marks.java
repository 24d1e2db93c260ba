package io.celeriac.interop.acceptance;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** The Redis in which tasks leave marks that the tests look for; database 0. */
final class Marks {

  private final RedisClient redis;

  Marks(String host, String port) {
    this.redis = RedisClient.create(URI.create("redis://" + host + ":" + port + "/0"));
  }

  /**
   * Adds a value to the end of a list.
   *
   * @throws PythonError DataError for what redis-py does not write
   */
  void push(String key, @Nullable Object value) {
    byte[] bytes =
        switch (value) {
          case byte[] raw -> raw;
          case String text -> text.getBytes(StandardCharsets.UTF_8);
          case Number number -> number.toString().getBytes(StandardCharsets.UTF_8);
          case null, default ->
              throw PythonError.data(
                  "Invalid input of type: '"
                      + (value == null ? "NoneType" : value.getClass().getSimpleName())
                      + "'. Convert to a bytes, string, int or float first.");
        };
    redis.rpush(key.getBytes(StandardCharsets.UTF_8), bytes);
  }

  void count(String key) {
    redis.incr(key);
  }
}
