package io.celeriac.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.Settings;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Publication;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import io.celeriac.testing.JsonResultCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class MemoryProvidersTest {

  private static Transport transport(String url) {
    // A new provider each time, as ServiceLoader makes one for each app.
    TransportProvider provider =
        ServiceLoader.load(TransportProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.schemes().contains("memory"))
            .findFirst()
            .orElseThrow();
    return provider.open(
        new TransportConfig(
            List.of(BrokerUrl.parse(url, "this test")),
            Settings.defaults(),
            "test",
            Clock.systemUTC()));
  }

  private static ResultBackend backend(String url) {
    ResultBackendProvider provider =
        ServiceLoader.load(ResultBackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.schemes().contains("memory"))
            .findFirst()
            .orElseThrow();
    return provider.open(
        new ResultBackendConfig(
            List.of(BrokerUrl.parseBackend(url, "this test")),
            Settings.defaults(),
            new JsonResultCodec(),
            Clock.systemUTC()));
  }

  private static int waiting(Transport transport, String queue) throws InterruptedException {
    try (var consumer = transport.connectConsumer()) {
      consumer.consume(Queue.of(queue));
      return consumer.receive(10, Duration.ZERO).size();
    }
  }

  @Test
  void transports_of_one_name_share_a_broker_and_others_do_not() throws Exception {
    Transport one = transport("memory://shared-broker");
    one.producer().declare(Queue.of("q"));
    Message message = new Message(new byte[0], null, null, Map.of(), MessageProperties.of());
    one.producer().publish(new Publication(message, "", "q")).join();

    assertThat(waiting(transport("memory://shared-broker"), "q")).isOne();
    assertThat(waiting(transport("memory://other-broker"), "q")).isZero();
    assertThat(waiting(transport("memory://shared-broker/vhost"), "q")).isZero();
    assertThat(waiting(transport("memory://"), "q")).isZero();
    assertThat(one.displayUrl()).startsWith("memory://shared-broker");
  }

  @Test
  void backends_of_one_name_share_their_results_and_others_do_not() {
    backend("memory://shared-results")
        .store(new ResultDocument("id", "SUCCESS", 1L, null, null, null, null, null, Map.of()));

    assertThat(backend("memory://shared-results").find("id")).isPresent();
    assertThat(backend("memory://other-results").find("id")).isEmpty();
    assertThat(backend("memory://").find("id")).isEmpty();
  }
}
