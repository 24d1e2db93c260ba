package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.LamportClock;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of events: one event, or a list of them, whatever key they came by. The logical
 * clock goes past those of workers; clients do not keep theirs, so that what they sent counts as
 * happening now (docs/protocol/events.md).
 */
final class EventDecoder {

  private static final String SENT = "task-sent";

  private final Serializers serializers;
  private final AcceptContent accept;
  private final DecodeLimits limits;
  private final Clock clock;
  private final LamportClock lamport;
  private final String ownNode;

  /**
   * Makes a decoder.
   *
   * @param ownNode the node whose own events move the clock by one step only; empty for none
   */
  EventDecoder(
      Serializers serializers,
      AcceptContent accept,
      DecodeLimits limits,
      Clock clock,
      LamportClock lamport,
      String ownNode) {
    this.serializers = serializers;
    this.accept = accept;
    this.limits = limits;
    this.clock = clock;
    this.lamport = lamport;
    this.ownNode = ownNode;
  }

  /**
   * The events of a message; what is none in a list is left out.
   *
   * @throws DecodeException when it cannot be read, or is not to be
   */
  List<Event> decode(Message message) {
    Object body = body(message);
    List<Event> events = new ArrayList<>(1);
    switch (body) {
      case List<?> several -> several.forEach(each -> add(events, each));
      case null, default -> add(events, body);
    }
    return events;
  }

  private @Nullable Object body(Message message) {
    String type = message.contentType() == null ? "" : message.contentType();
    Optional<Serializer> serializer = serializers.find(type);
    if (serializer.isEmpty() || !accept.accepts(type)) {
      throw new DecodeException(
          "an event came as '" + type + "', which is none of the accepted " + accept);
    }
    limits.expectReadable("an event", message.body());
    return serializer.get().decode(message.body(), message.contentEncoding());
  }

  private void add(List<Event> events, @Nullable Object body) {
    if (body instanceof Map<?, ?> map
        && map.get("type") instanceof String type
        && map.get("hostname") instanceof String hostname) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      map.forEach((name, value) -> fields.put(String.valueOf(name), value));
      long time = clock(type, hostname, fields.get("clock"));
      fields.put("clock", time);
      Instant now = clock.instant();
      events.add(
          new Event(
              type,
              hostname,
              time,
              fields.get("timestamp") instanceof Number seconds ? instant(seconds) : now,
              now,
              fields));
    }
  }

  private long clock(String type, String hostname, @Nullable Object sent) {
    if (type.equals(SENT)) {
      long before = Math.max(0, lamport.value() - 1);
      lamport.adjust(before);
      return before;
    }
    if (!(sent instanceof Number number)) {
      return lamport.forward();
    }
    if (hostname.equals(ownNode)) {
      lamport.forward();
    } else {
      lamport.adjust(number.longValue());
    }
    return number.longValue();
  }

  private static Instant instant(Number seconds) {
    double value = Math.clamp(seconds.doubleValue(), -1e11, 1e11);
    double whole = Math.floor(value);
    // A double of this size is exact to a microsecond only.
    return Instant.ofEpochSecond((long) whole, Math.round((value - whole) * 1e6) * 1000);
  }
}
