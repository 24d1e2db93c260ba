package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.RabbitMqServerProcess;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A worker whose broker has forgotten that it consumes, and has told nobody. */
@FaultCase
final class StalledConsumerTest {

  /** Ends the consumers of a queue as {@code basic.cancel} does, without a word to them. */
  private static String forget(RabbitMqServerProcess server, String queue) {
    return server.ctl(
        "eval",
        """
        {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"%s">>)),
        [gen_server2:call(amqqueue:get_pid(Q), {basic_cancel, element(1, C), element(2, C),
           undefined, <<"test">>}) || C <- rabbit_amqqueue:consumers(Q)].
        """
            .formatted(queue));
  }

  @Test
  void a_worker_that_rabbitmq_gives_nothing_any_more_connects_anew() {
    RabbitMqServerProcess server = RabbitMqServerProcess.started();
    try (Scene scene =
        Scene.on(
            new RabbitMqUnderTest(server),
            setup -> setup.options("celeriac_watchdog_interval=1"))) {
      ChildProcess worker = scene.worker();
      scene.app().send(Scene.marks(1, 0).getFirst());
      scene.requireRuns(1, worker);

      String forgotten = forget(server, scene.setup().queue());
      scene.app().send(Scene.marks(2, 0).getLast());
      assertThat(scene.broker().ready(scene.setup().queue())).as(forgotten).isEqualTo(1);
      long start = System.nanoTime();

      scene.requireRuns(2, worker);
      System.out.println(
          "Stalled: runs after " + (System.nanoTime() - start) / 1_000_000 + " ms with 1 s");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(worker.output()).contains("Nothing has come for 2.0 s although slots"));
    }
  }
}
