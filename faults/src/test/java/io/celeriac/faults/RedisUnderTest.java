package io.celeriac.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeriac.testing.RedisServerProcess;
import java.net.URI;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.commands.ProtocolCommand;

/** A Redis as broker; unless told otherwise every write is on disk before it is answered. */
record RedisUnderTest(RedisServerProcess server) implements BrokerUnderTest {
  private static final Pattern BODY =
      Pattern.compile("\\\\?\"body\\\\?\": ?\\\\?\"([A-Za-z0-9+/=]+)");
  private static final Pattern FIRST_ARGUMENT = Pattern.compile("^\\[\\[(\\d+)");

  static RedisUnderTest started(String... options) {
    return new RedisUnderTest(RedisServerProcess.started(options));
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

  /** The numbers of the calls of {@code mark} that somebody has taken and not acknowledged. */
  Set<Integer> reservedMarks() {
    try (RedisClient redis = RedisClient.create(URI.create(url()))) {
      return redis.hgetAll("unacked").values().stream()
          .map(RedisUnderTest::number)
          .collect(Collectors.toSet());
    }
  }

  /** Has it carry out a command, for a minute at most. */
  void tell(String name, Object... arguments) {
    ProtocolCommand command = () -> name.getBytes(US_ASCII);
    JedisClientConfig patient =
        DefaultJedisClientConfig.builder().socketTimeoutMillis(60_000).build();
    try (RedisClient redis =
        RedisClient.builder().hostAndPort("127.0.0.1", port()).clientConfig(patient).build()) {
      Object ignored = redis.executeCommand(new CommandArguments(command).addObjects(arguments));
    }
  }

  private static int number(String reservation) {
    Matcher body = BODY.matcher(reservation);
    if (!body.find()) {
      throw new IllegalStateException("No body in " + reservation);
    }
    String decoded = new String(Base64.getDecoder().decode(body.group(1)), UTF_8);
    Matcher first = FIRST_ARGUMENT.matcher(decoded);
    if (!first.find()) {
      throw new IllegalStateException("No number in " + decoded);
    }
    return Integer.parseInt(first.group(1));
  }
}
