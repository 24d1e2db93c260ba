package io.celeriac.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.celeriac.testing.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A program that sends one task after the other with its default settings, and a RabbitMQ that is
 * killed and started again meanwhile; nobody consumes.
 *
 * @param sends how many it sends
 * @param kills how often RabbitMQ is killed
 */
record PublisherCrash(int sends, int kills) {
  private static final Pattern ANSWER = Pattern.compile("\"ok\": (\\d+), \"failed\": (\\d+)");

  /**
   * Puts a contender's sender through it.
   *
   * @return as lost: sends that returned and whose message is not there
   */
  Tally of(Contender whose, Scene scene, Chance chance) throws InterruptedException {
    String queue = scene.setup().queue();
    ChildProcess publisher = scene.child(whose.startPublisher(scene.setup(), sends));
    for (int moment : chance.moments(kills, sends * 9 / 10)) {
      Awaitility.await(moment + " messages")
          .atMost(Scene.PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptions() // the queue is not there yet
          .until(() -> publisher.hasEnded() || scene.broker().ready(queue) >= moment);
      scene.broker().kill();
      scene.broker().start();
    }
    publisher.awaitEnd(Scene.PATIENCE);
    Matcher answer = ANSWER.matcher(publisher.output());
    if (!answer.find()) {
      // A sender that does not outlive its broker has told of nothing that it sent.
      return new Tally(0, 0, 0, Duration.ZERO);
    }
    int ok = Integer.parseInt(answer.group(1));
    return arrived(scene.broker(), queue, ok);
  }

  private static Tally arrived(BrokerUnderTest broker, String queue, int ok) {
    ConnectionFactory connections = new ConnectionFactory();
    connections.setPort(broker.port());
    Set<String> ids = new HashSet<>();
    int messages = 0;
    try (var connection = connections.newConnection();
        Channel channel = connection.createChannel()) {
      for (GetResponse got = channel.basicGet(queue, true);
          got != null;
          got = channel.basicGet(queue, true)) {
        messages++;
        ids.add(String.valueOf(got.getProps().getHeaders().get("id")));
      }
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("Cannot read " + queue, e);
    }
    return new Tally(ok, Math.max(0, ok - ids.size()), messages - ids.size(), Duration.ZERO);
  }
}
