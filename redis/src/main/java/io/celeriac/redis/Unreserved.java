package io.celeriac.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Protocol;

/** Puts back messages that were taken without a reservation ({@code ack_emulation} off). */
final class Unreserved {
  private static final byte[] MARK = ", \"redelivered\": true}".getBytes(StandardCharsets.US_ASCII);

  private Unreserved() {}

  /** Pushes the item again, with kombu's mark at its top level. */
  static void putBack(
      RedisBroker broker, RedisDelivery delivery, byte[] item, Settlement settlement) {
    String list =
        broker
            .keys()
            .list(
                delivery.info().queue(), EnvelopeWriter.priority(delivery.message().properties()));
    Protocol.Command push =
        settlement == Settlement.BEHIND ? Protocol.Command.LPUSH : Protocol.Command.RPUSH;
    byte[] again =
        delivery.info().redelivered() || delivery.defect().isPresent() ? item : marked(item);
    broker.commands().callAll(List.of(Command.on(list, push, again))).forEach(Commands::check);
  }

  private static byte[] marked(byte[] item) {
    int end = item.length - 1;
    while (end > 0 && item[end] != '}') {
      end--;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(item.length + MARK.length);
    out.write(item, 0, end);
    out.writeBytes(MARK);
    return out.toByteArray();
  }
}
