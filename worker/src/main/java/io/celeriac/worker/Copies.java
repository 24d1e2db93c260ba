package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Completed;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Republication;
import io.celeriac.spi.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a message back into its queue as a copy that says more than the original: how often it was
 * delivered, or since when nobody knows its task. A broker cannot change a message that waits.
 */
final class Copies {

  private final Transport transport;

  Copies(Transport transport) {
    this.transport = transport;
  }

  /**
   * Publishes a copy; the broker has it when this returns, and the original is to be acknowledged.
   *
   * @param changes headers; those that are null are left out
   * @throws BrokerException when the broker has not taken it
   * @throws io.celeriac.protocol.EncodeException when a header that came cannot travel again
   */
  void send(Delivery delivery, Map<String, @Nullable Object> changes) {
    Message given = Republication.sendable(delivery.message());
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(given.headers());
    changes.forEach((name, value) -> {
      if (value == null) {
        headers.remove(name);
      } else {
        headers.put(name, value);
      }
    });
    Message copy =
        new Message(
            given.body(),
            given.contentType(),
            given.contentEncoding(),
            headers,
            given.properties());
    Completed.join(
        transport
            .producer()
            .publish(Republication.into(delivery.info().queue(), delivery.info(), copy)));
  }
}
