package io.celeriac.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.spi.Binding;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bindings that a real management plugin tells of. */
@NeedsServer
final class ManagementServerTest {

  private final TestServers servers = TestServers.ofEnvironment();
  private final String name = "bindings-" + UUID.randomUUID();

  private Celery app(String password) {
    URI api = URI.create(servers.rabbitMqApiUrl());
    return Celery.named("bindings")
        .broker(servers.amqpUrl())
        .set("task_default_queue", name)
        .set(
            "broker_transport_options",
            Map.of(
                "manager_hostname", api.getHost(),
                "manager_port", api.getPort(),
                "manager_password", password))
        .build();
  }

  @Test
  void bindings_of_a_declared_queue_are_among_them() {
    try (Celery app = app("guest")) {
      app.send(Signature.of("nobody.runs", Object.class));

      assertThat(app.bindings()).contains(new Binding(name, name, name));
      assertThat(app.bindings()).noneMatch(each -> each.exchange().isEmpty());
      app.purge(name);
    }
  }

  @Test
  void a_wrong_password_is_told_apart() {
    try (Celery app = app("wrong")) {
      assertThatThrownBy(app::bindings)
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("refuses the user (HTTP 401)");
    }
  }
}
