package io.celeriac.faults;

import com.rabbitmq.client.ConnectionFactory;
import io.celeriac.testing.RabbitMqServerProcess;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** A RabbitMQ as broker. */
record RabbitMqUnderTest(RabbitMqServerProcess server) implements BrokerUnderTest {

  static RabbitMqUnderTest started(String... configurationLines) {
    return new RabbitMqUnderTest(RabbitMqServerProcess.started(configurationLines));
  }

  @Override
  public String urlAt(int port) {
    return "amqp://guest:guest@127.0.0.1:" + port + "//";
  }

  @Override
  public long ready(String queue) {
    ConnectionFactory connections = new ConnectionFactory();
    connections.setPort(port());
    try (var connection = connections.newConnection();
        var channel = connection.createChannel()) {
      return channel.messageCount(queue);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("Cannot ask for the messages of " + queue, e);
    }
  }

  @Override
  public long unacknowledged(String queue) {
    return server
        .ctl("list_queues", "--silent", "name", "messages_unacknowledged")
        .lines()
        .map(line -> line.split("\\s+"))
        .filter(columns -> columns[0].equals(queue))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .findFirst()
        .orElse(0);
  }
}
