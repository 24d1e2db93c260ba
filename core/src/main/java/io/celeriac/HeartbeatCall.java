package io.celeriac;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all workers to tell that they are there, so that who has just begun to listen knows of them
 * at once: the {@code heartbeat} command of remote control, which nobody answers.
 *
 * @param transport where it is sent
 * @param lamport the clock that it carries
 * @param controlExchange {@code control_exchange}
 */
record HeartbeatCall(Transport transport, LamportClock lamport, String controlExchange)
    implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatCall.class);

  @Override
  public void run() {
    Map<String, @Nullable Object> command = new LinkedHashMap<>();
    command.put("method", "heartbeat");
    command.put("arguments", Map.of());
    command.put("destination", null);
    command.put("pattern", null);
    command.put("matcher", null);
    JsonSerializer json = new JsonSerializer();
    Message message =
        new Message(
            json.encode(command),
            json.contentType(),
            json.contentEncoding(),
            Map.of("clock", lamport.forward(), "expires", 0),
            MessageProperties.of().withDeliveryMode(MessageProperties.PERSISTENT).withPriority(0));
    Exchange exchange =
        new Exchange(controlExchange + ".pidbox", ExchangeType.FANOUT, false, false, Map.of());
    var _ =
        transport
            .producer()
            .broadcast(exchange, "", message)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                LOG.debug("Workers could not be asked for a heartbeat: {}", failure.getMessage());
              }
            });
  }
}
