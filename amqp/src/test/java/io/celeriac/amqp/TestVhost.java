package io.celeriac.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** A virtual host of a test's own on the shared RabbitMQ, and what an administrator does to it. */
final class TestVhost implements AutoCloseable {
  private final String name = "celeriac-" + UUID.randomUUID().toString().substring(0, 8);

  private TestVhost() {}

  /** Makes one, which guest may use. */
  static TestVhost created() {
    TestVhost vhost = new TestVhost();
    ctl("add_vhost", vhost.name);
    ctl("set_permissions", "-p", vhost.name, "guest", ".*", ".*", ".*");
    return vhost;
  }

  String name() {
    return name;
  }

  /** The port of the broker. */
  static int port() {
    return URI.create(TestServers.ofEnvironment().amqpUrl()).getPort();
  }

  /** Its URL. */
  String url() {
    return url(port());
  }

  /** Its URL by way of a proxy. */
  String url(int port) {
    return "amqp://guest:guest@127.0.0.1:" + port + "/" + name;
  }

  /** A connection past what is under test. */
  Connection connect() throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port());
    factory.setVirtualHost(name);
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection("celeriac-test-administrator");
  }

  /** How many messages of a queue wait, which nobody holds. */
  int waiting(String queue) throws IOException, TimeoutException {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      return channel.queueDeclarePassive(queue).getMessageCount();
    }
  }

  /** Lets the broker close all connections, with words of its own. */
  void closeConnections(String words) {
    ctl("close_all_connections", "-p", name, words);
  }

  @Override
  public void close() {
    ctl("delete_vhost", name);
  }

  /** Runs rabbitmqctl. */
  static void ctl(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(TestServers.ofEnvironment().rabbitMqCtl().toString());
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted in " + command, e);
    }
  }
}
