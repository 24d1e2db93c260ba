package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;

/** What goes over the shared connection keeps its order, whatever the server knows already. */
@NeedsServer
class PipelineTest {
  private static TestRedis redis;

  @BeforeAll
  static void startServer() {
    redis = TestRedis.started();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @BeforeEach
  void clear() {
    redis.clear();
  }

  private static Pipeline connect() {
    return redis.pipeline("pipeline-test");
  }

  private static List<Command> lockAndRelease() {
    return List.of(
        Command.on("lock", Protocol.Command.SET, "mine"),
        Command.run(Script.UNLOCK, List.of("lock"), List.of("mine")),
        Command.on("lock", Protocol.Command.EXISTS));
  }

  @Test
  void a_script_that_the_server_lacks_runs_in_its_turn() {
    redis.run(Protocol.Command.SCRIPT, "FLUSH");
    try (Pipeline pipeline = connect()) {
      assertThat(pipeline.callAll(lockAndRelease()).getLast()).isEqualTo(0L);
      assertThat(pipeline.callAll(lockAndRelease()).getLast()).isEqualTo(0L);
    }
  }

  @Test
  void a_script_is_sent_in_full_once_for_each_connection() {
    try (Pipeline pipeline = connect()) {
      pipeline.callAll(lockAndRelease());
      redis.run(Protocol.Command.CONFIG, "RESETSTAT");
      pipeline.callAll(lockAndRelease());

      assertThat(redis.texts(Protocol.Command.INFO, "commandstats").getFirst())
          .contains("cmdstat_evalsha:calls=1")
          .doesNotContain("cmdstat_eval:");
    }
  }

  @Test
  void a_script_that_was_flushed_meanwhile_is_sent_again() {
    try (Pipeline pipeline = connect()) {
      pipeline.callAll(lockAndRelease());
      redis.run(Protocol.Command.SCRIPT, "FLUSH");
      pipeline.callAll(lockAndRelease());
      assertThat(redis.number(Protocol.Command.EXISTS, "lock")).isZero();

      assertThat(pipeline.callAll(lockAndRelease()).getLast()).isEqualTo(0L);
    }
  }

  @Test
  void the_server_of_a_new_connection_may_know_nothing() {
    try (Pipeline pipeline = connect()) {
      pipeline.callAll(lockAndRelease());
      redis.run(Protocol.Command.SCRIPT, "FLUSH");
      redis.run(Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
      CompletableFuture<List<@Nullable Object>> lost = pipeline.send(lockAndRelease());
      assertThat(lost).failsWithin(Duration.ofSeconds(20));

      assertThat(pipeline.callAll(lockAndRelease()).getLast()).isEqualTo(0L);
      assertThat(pipeline.epoch()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_server_that_takes_nothing_more_holds_up_no_writer(boolean socket) {
    ConnectionSettings impatient =
        new ConnectionSettings(
            null, null, 0, null, Duration.ofSeconds(4), Duration.ofSeconds(1), "celeriac-test");
    try (RedisServerProcess frozen = RedisServerProcess.started("--appendonly", "no");
        Pipeline pipeline =
            new Pipeline(
                "pipeline-test",
                () ->
                    new Dialer(impatient)
                        .dial(
                            socket
                                ? new Address.Unix(frozen.socket())
                                : new Address.Tcp("127.0.0.1", frozen.port())))) {
      pipeline.call(Command.of(Protocol.Command.PING));
      frozen.freeze();
      byte[] large = new byte[64 << 20];
      CompletableFuture<List<@Nullable Object>> sent =
          pipeline.send(List.of(Command.on("key", Protocol.Command.SET, large)));
      try {
        assertThat(sent)
            .failsWithin(Duration.ofSeconds(30))
            .withThrowableOfType(ExecutionException.class)
            .withMessageContaining("in time");
      } finally {
        frozen.thaw();
      }
    }
  }
}
