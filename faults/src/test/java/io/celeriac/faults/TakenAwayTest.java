package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.RabbitMqServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * B10: what a worker reads and a sender writes to is taken away on RabbitMQ while they run. The
 * error says what would be right, the worker's other queue goes on, and so does this one when it is
 * back.
 */
@FaultCase
@Tag("long")
final class TakenAwayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String QUEUE = "faults";
  private static final String OTHER = "others";
  private static final String EVERYTHING = ".*";
  private static final String ALL_BUT_THE_QUEUE = "^(?!faults$).*$";
  private static final int BATCH = 20;

  private RabbitMqServerProcess server;
  private Scene scene;
  private ChildProcess worker;
  private Celery app;
  private int sent;

  /** A worker of two queues, in a virtual host and with a user of its own. */
  @BeforeEach
  void startWorker() {
    RabbitMqUnderTest broker = RabbitMqUnderTest.started();
    server = broker.server();
    server.ctl(
        "eval",
        "rabbit_vhost:add(<<\"taken\">>, <<\"test\">>),"
            + "rabbit_auth_backend_internal:add_user(<<\"app\">>, <<\"secret\">>, <<\"test\">>),"
            + permissions(EVERYTHING, EVERYTHING)
            + ".");
    String url = "amqp://app:secret@127.0.0.1:" + broker.port() + "/taken";
    scene = Scene.on(broker, setup -> setup.broker(url).options("--queues", OTHER));
    app =
        scene.app(
            builder -> builder.set("task_default_queue", QUEUE).set("task_publish_retry", false));
    worker = scene.worker();
    run(QUEUE);
    run(OTHER);
  }

  @AfterEach
  void endAll() {
    scene.close();
  }

  /** What sets the permissions of the user, as Erlang; quicker than a rabbitmqctl for each. */
  private static String permissions(String configure, String read) {
    return "rabbit_auth_backend_internal:set_permissions(<<\"app\">>, <<\"taken\">>, <<\"%s\">>,"
            .formatted(configure)
        + " <<\".*\">>, <<\"%s\">>, <<\"test\">>)".formatted(read);
  }

  /** Sends some to a queue; their numbers. */
  private Set<Integer> send(String queue, int milliseconds) {
    Set<Integer> numbers =
        IntStream.range(sent, sent + BATCH).boxed().collect(Collectors.toUnmodifiableSet());
    sent += BATCH;
    numbers.forEach(number -> app.send(mark(number, milliseconds).queue(queue)));
    return numbers;
  }

  private static Signature<Long> mark(int number, int milliseconds) {
    return Signature.of("mark", Long.class, number, milliseconds).ignoreResult(true);
  }

  private void await(Set<Integer> numbers) {
    scene.awaitAll(numbers, PATIENCE);
    assertThat(scene.ledger().runs().keySet()).as(worker::output).containsAll(numbers);
    assertThat(worker.hasEnded()).as(worker::output).isFalse();
  }

  /** Sends some to a queue, all of which run. */
  private void run(String queue) {
    await(send(queue, 1));
  }

  private interface Work {
    void on(Channel channel) throws IOException;
  }

  private void administer(Work work) throws Exception {
    ConnectionFactory connections = new ConnectionFactory();
    connections.setPort(scene.broker().port());
    connections.setVirtualHost("taken");
    connections.setUsername("app");
    connections.setPassword("secret");
    try (Connection connection = connections.newConnection();
        Channel channel = connection.createChannel()) {
      work.on(channel);
    }
  }

  private void close(String name) {
    int most = scene.ledger().runs().values().stream().mapToInt(i -> i).max().orElse(0);
    System.out.println("B10 " + name + ": " + sent + " sent, each run at most " + most + " times");
    assertThat(worker.hasEnded()).as(worker::output).isFalse();
  }

  @Test
  void b10_a_queue_that_is_deleted_is_made_again_and_others_notice_nothing() throws Exception {
    Set<Integer> running = send(OTHER, 300);

    administer(channel -> channel.queueDelete(QUEUE));

    worker.await("RabbitMQ ended our reading of queue 'faults'");
    administer(channel ->
        Awaitility.await("the queue to be read again")
            .atMost(PATIENCE)
            .until(() -> isRead(channel, QUEUE)));
    run(QUEUE);
    await(running);
    assertThat(scene.ledger().runs().values()).as(worker::output).containsOnly(1);
    assertThat(worker.output()).doesNotContain("Connection to broker lost");
    close("queue deleted");
  }

  private static boolean isRead(Channel channel, String queue) {
    try (Channel own = channel.getConnection().createChannel()) {
      return own.queueDeclarePassive(queue).getConsumerCount() == 1;
    } catch (Exception e) {
      return false; // it is not there yet
    }
  }

  @Test
  void b10_a_deleted_exchange_is_an_error_at_its_senders_only() throws Exception {
    administer(channel -> channel.exchangeDelete(QUEUE));

    Signature<Long> byExchange = mark(1_000_000, 1).exchange(QUEUE).routingKey(QUEUE);
    BrokerException error = catchThrowableOfType(BrokerException.class, () -> app.send(byExchange));
    assertThat(error).hasMessageContainingAll("no exchange 'faults'", "has to declare it");
    assertThat(error.problem()).isEqualTo(Problem.REFUSED);
    run(QUEUE);
    run(OTHER);

    administer(channel -> {
      channel.exchangeDeclare(QUEUE, "direct", /* durable= */ true);
      channel.queueBind(QUEUE, QUEUE, QUEUE);
    });
    app.send(byExchange);
    await(Set.of(1_000_000));
    assertThat(scene.ledger().runs().values()).as(worker::output).containsOnly(1);
    close("exchange deleted");
  }

  @Test
  void b10_a_permission_that_is_revoked_is_named_and_waited_for() throws Exception {
    // To read, so that it cannot be bound; then to declare as well.
    for (String configure : new String[] {EVERYTHING, ALL_BUT_THE_QUEUE}) {
      int before = worker.output().length();
      server.ctl(
          "eval",
          permissions(configure, ALL_BUT_THE_QUEUE)
              + ", [rabbit_networking:close_connection(Pid, \"by the test\")"
              + " || Pid <- rabbit_networking:connections()].");
      Awaitility.await("the refusal")
          .atMost(PATIENCE)
          .until(() ->
              worker.hasEnded() || worker.output().substring(before).contains("is not read now"));
      assertThat(worker.output().substring(before))
          .contains(
              "Queue 'faults' is not read now",
              "ACCESS_REFUSED",
              "'faults' in vhost 'taken' refused for user 'app'",
              "rabbitmqctl set_permissions");
      run(OTHER);

      server.ctl("eval", permissions(EVERYTHING, EVERYTHING) + ".");
      run(QUEUE);
      run(OTHER);
    }
    close("permission revoked");
  }

  @Test
  void b10_a_virtual_host_that_is_removed_is_named_and_waited_for() throws Exception {
    server.ctl("eval", "rabbit_vhost:delete(<<\"taken\">>, <<\"test\">>).");

    worker.await("has no virtual host 'taken'");
    assertThat(worker.output()).contains("rabbitmqctl add_vhost makes one");
    Awaitility.await("a send that says so")
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          BrokerException error =
              catchThrowableOfType(BrokerException.class, () -> app.send(mark(1_000_000, 1)));
          assertThat(error).isNotNull();
          assertThat(error.problem()).isEqualTo(Problem.NO_SUCH_VHOST);
        });

    server.ctl(
        "eval",
        "rabbit_vhost:add(<<\"taken\">>, <<\"test\">>),"
            + permissions(EVERYTHING, EVERYTHING)
            + ".");
    run(QUEUE);
    run(OTHER);
    close("virtual host removed");
  }

  @Test
  void b10_a_queue_that_is_made_with_other_arguments_is_named_and_waited_for() throws Exception {
    Set<Integer> running = send(OTHER, 300);
    Awaitility.await("the queue to be made before the worker makes it")
        .atMost(PATIENCE)
        .until(this::isMadeOtherwise);

    worker.await("refused to declare queue 'faults'");
    assertThat(worker.output())
        .contains("Queue 'faults' is not read now", "x-max-priority", "configure the same ones");
    run(OTHER);
    await(running);

    administer(channel -> channel.queueDelete(QUEUE));
    administer(channel ->
        Awaitility.await("the queue to be read again")
            .atMost(PATIENCE)
            .until(() -> isRead(channel, QUEUE)));
    run(QUEUE);
    assertThat(scene.ledger().runs().values()).as(worker::output).containsOnly(1);
    assertThat(worker.output()).doesNotContain("Connection to broker lost");
    close("queue with other arguments");
  }

  private boolean isMadeOtherwise() throws Exception {
    try {
      administer(channel -> {
        channel.queueDelete(QUEUE);
        channel.queueDeclare(
            QUEUE,
            /* durable= */ true,
            /* exclusive= */ false,
            /* autoDelete= */ false,
            Map.of("x-max-priority", 5));
      });
      return true;
    } catch (IOException theWorkerWasFirst) {
      return false;
    }
  }
}
