package io.celeriac;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells all workers to revoke tasks: the {@code revoke} command of Celery's remote control. */
final class Revoker {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Supplier<Transport> transport;
  private final String exchange;
  private final JsonSerializer json = new JsonSerializer();

  Revoker(Supplier<Transport> transport, String controlExchange) {
    this.transport = transport;
    this.exchange = controlExchange + ".pidbox";
  }

  /**
   * Broadcasts the command; nobody answers it.
   *
   * @throws BrokerException when it could not be sent
   */
  void revoke(List<String> ids, boolean terminate, String signal) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("task_id", ids.size() == 1 ? ids.getFirst() : ids);
    arguments.put("terminate", terminate);
    arguments.put("signal", signal);
    Map<String, @Nullable Object> command = new LinkedHashMap<>();
    command.put("method", "revoke");
    command.put("arguments", arguments);
    command.put("destination", null);
    command.put("pattern", null);
    command.put("matcher", null);
    Message message =
        new Message(
            json.encode(command),
            json.contentType(),
            json.contentEncoding(),
            Map.of("clock", 1, "expires", 0),
            MessageProperties.of().withDeliveryMode(MessageProperties.PERSISTENT).withPriority(0));
    wait(
        transport
            .get()
            .producer()
            .broadcast(
                new Exchange(exchange, ExchangeType.FANOUT, false, false, Map.of()), "", message));
  }

  private static void wait(CompletableFuture<Void> sent) {
    try {
      sent.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      throw new BrokerException(
          BrokerException.Problem.UNREACHABLE,
          "The broker has not taken the revocation within " + PATIENCE,
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("A broadcast failed", e);
    }
  }
}
