package io.celeriac.amqp;

import io.celeriac.protocol.Message;
import java.util.Optional;

/** Opens what hostile input reaches on RabbitMQ, but applications do not see. */
public final class AmqpInside {

  private AmqpInside() {}

  /** The message of a content header's payload and a body; empty when the header is malformed. */
  public static Optional<Message> message(byte[] payload, byte[] body) {
    try {
      long _ = ContentHeader.bodySize(payload);
      return Optional.of(ContentHeader.read(payload).with(body));
    } catch (MalformedHeaderException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("a defect without a word", e);
      }
      return Optional.empty();
    }
  }
}
