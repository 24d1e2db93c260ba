package io.celeriac.spi;

import io.celeriac.Exchange;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How events are written: Celery's common fields in Celery's order, and the messages that they
 * travel in (docs/protocol/events.md).
 *
 * @param exchange where they are published
 * @param serializer what they are written with: {@code event_serializer}
 * @param zone the zone whose offset they name
 */
public record EventFormat(Exchange exchange, Serializer serializer, ZoneId zone) {

  /** The routing key of a type: its words, parted by dots. */
  static String routingKey(String type) {
    return type.replace('-', '.');
  }

  /** A message of one event. */
  Message message(PendingEvent event) {
    return message(event.hostname(), fields(event));
  }

  /** A message of several events of one node. */
  Message message(List<PendingEvent> events) {
    return message(events.getFirst().hostname(), events.stream().map(this::fields).toList());
  }

  private Message message(String hostname, Object body) {
    return new Message(
        serializer.encode(body),
        serializer.contentType(),
        serializer.contentEncoding(),
        Map.of("hostname", hostname),
        MessageProperties.of().withDeliveryMode(MessageProperties.TRANSIENT).withPriority(0));
  }

  private Map<String, @Nullable Object> fields(PendingEvent event) {
    Map<String, @Nullable Object> all = LinkedHashMap.newLinkedHashMap(event.fields().size() + 6);
    all.put("hostname", event.hostname());
    all.put("utcoffset", hoursWest(event.time()));
    all.put("pid", ProcessHandle.current().pid());
    all.put("clock", event.clock());
    all.putAll(event.fields());
    all.putIfAbsent("timestamp", seconds(event.time()));
    all.put("type", event.type());
    return all;
  }

  /** The offset of the zone as Python's {@code time.timezone} has it: positive in America. */
  private double hoursWest(Instant time) {
    return -zone.getRules().getOffset(time).getTotalSeconds() / 3600.0;
  }

  private static double seconds(Instant time) {
    return (time.getEpochSecond() * 1_000_000 + time.getNano() / 1000) / 1e6;
  }
}
