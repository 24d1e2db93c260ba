package io.celeriac.amqp;

import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import java.util.Set;

/**
 * RabbitMQ, or another broker that speaks AMQP 0-9-1, for URLs such as {@code
 * amqp://user:password@host:5672/vhost}. What is left out is {@code guest}, {@code guest}, {@code
 * 127.0.0.1}, 5672 (5671 for {@code amqps}) and {@code /}, as in Celery.
 */
public final class RabbitMqTransportProvider implements TransportProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("amqp", "amqps", "pyamqp");
  }

  @Override
  public Transport open(TransportConfig config) {
    return new RabbitMqTransport(config, IoThreads.virtual("celeriac-rabbitmq"));
  }
}
