package io.celeriac.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.celeriac.BrokerException;
import io.celeriac.Settings;
import io.celeriac.spi.Binding;
import io.celeriac.spi.BrokerUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManagementApiTest {

  private final List<String> asked = new ArrayList<>();
  private final BrokerUrl url = BrokerUrl.parse("amqp://me:secret@127.0.0.1:1/my%20host", "test");
  private HttpServer server = server();

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(int status, String body) {
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestURI().getRawPath()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private ManagementApi api(int port) {
    Settings settings =
        Settings.defaults().with("broker_transport_options", Map.of("manager_port", port), "test");
    return new ManagementApi(settings, Duration.ofSeconds(5));
  }

  @Test
  void bindings_of_the_urls_virtual_host_are_read() {
    answer(
        200,
        """
        [{"source": "", "vhost": "my host", "destination": "celery", "routing_key": "celery"},
         {"source": "shop", "destination": "celery", "routing_key": "shop.#", "arguments": {}}]
        """);

    assertThat(api(server.getAddress().getPort()).bindings(url))
        .containsExactly(new Binding("celery", "shop", "shop.#"));
    assertThat(asked).containsExactly("/api/bindings/my%20host Basic bWU6c2VjcmV0");
  }

  @ParameterizedTest
  @CsvSource({
    "401, '', BAD_CREDENTIALS, management",
    "404, gone, NOT_THIS_BROKER, HTTP 404",
    "200, <html>, NOT_THIS_BROKER, is not RabbitMQ's management plugin",
    "200, {}, NOT_THIS_BROKER, is not RabbitMQ's management plugin",
  })
  void other_answers_are_explained(
      int status, String body, BrokerException.Problem problem, String text) {
    answer(status, body);

    assertThatThrownBy(() -> api(server.getAddress().getPort()).bindings(url))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(text)
        .hasMessageNotContaining("secret")
        .extracting(e -> ((BrokerException) e).problem())
        .isEqualTo(problem);
  }

  @Test
  void a_broker_without_the_plugin_is_told_of() {
    int port = server.getAddress().getPort();
    server.stop(0);

    assertThatThrownBy(() -> api(port).bindings(url))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("rabbitmq-plugins enable rabbitmq_management");
  }

  @Test
  void an_answer_that_begins_and_never_ends_is_not_waited_for() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('[');
          exchange.getResponseBody().flush();
        });
    Settings settings =
        Settings.defaults()
            .with(
                "broker_transport_options",
                Map.of("manager_port", server.getAddress().getPort()),
                "test");
    ManagementApi impatient = new ManagementApi(settings, Duration.ofMillis(300));

    assertThatThrownBy(() -> impatient.bindings(url))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("no whole answer within PT0.6S");
  }
}
