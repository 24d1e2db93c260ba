package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.EventDispatcher;
import io.celeriac.spi.EventFormat;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.MessageLimits;
import io.celeriac.spi.Transport;
import io.celeriac.spi.ValueConverter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of the cluster that an app belongs to, which tell what workers and tasks do: receives
 * them, and sends one's own. Workers in any language send them; those of tasks only when started
 * with {@code -E}, or with {@code worker_send_task_events} on. Thread-safe.
 */
public final class Events {

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private final Settings settings;
  private final Transport transport;
  private final Clock clock;
  private final LamportClock lamport;
  private final ValueConverter converter;
  private final Serializers serializers;
  private final EventFormat format;
  private final EventDispatcher own;
  private final Control control;

  Events(
      Settings settings,
      Transport transport,
      Clock clock,
      LamportClock lamport,
      ValueConverter converter,
      Serializers serializers,
      Control control,
      String hostname) {
    this.settings = settings;
    this.transport = transport;
    this.clock = clock;
    this.lamport = lamport;
    this.control = control;
    this.converter = converter;
    this.serializers = serializers;
    this.format =
        new EventFormat(
            new Exchange(
                settings.get(Setting.EVENT_EXCHANGE),
                transport.eventExchangeType(),
                true,
                false,
                Map.of()),
            serializers.named(settings.get(Setting.EVENT_SERIALIZER)),
            ZoneId.systemDefault());
    this.own = dispatcher(hostname, Set.of());
  }

  /**
   * Receives all events from now on, until the receiver is closed. Workers are asked to tell at
   * once that they are there.
   */
  public EventReceiver receive(EventListener listener) {
    return receive("#", listener);
  }

  /**
   * Receives some events.
   *
   * @param routingKey their type with dots for dashes, such as {@code worker.*}, in which {@code #}
   *     stands for any words. Most events of tasks have the key {@code task.multi}
   */
  public EventReceiver receive(String routingKey, EventListener listener) {
    Duration ttl = settings.get(Setting.EVENT_QUEUE_TTL);
    return receiver("", routingKey, ttl, listener, this::callForHeartbeats);
  }

  private void callForHeartbeats() {
    try {
      control.heartbeat();
    } catch (BrokerException e) {
      LOG.debug("Workers could not be asked for a heartbeat: {}", e.getMessage());
    }
  }

  /**
   * Receives what concerns a node, without asking for anything.
   *
   * @param ownNode the node, whose own events come as well
   * @param ttl how long events wait for the node to take them
   */
  EventReceiver receive(String ownNode, String routingKey, Duration ttl, EventListener listener) {
    return receiver(ownNode, routingKey, ttl, listener, () -> {});
  }

  private EventReceiver receiver(
      String ownNode, String routingKey, Duration ttl, EventListener listener, Runnable ready) {
    AcceptContent accept =
        AcceptContent.of(List.of(format.serializer().name(), "json"), serializers);
    return new EventReceiver(
            transport,
            queue(routingKey, ttl),
            new EventDecoder(
                serializers, accept, MessageLimits.of(settings), clock, lamport, ownNode),
            listener,
            ready)
        .start();
  }

  /** A queue that goes with its connection, unless the settings make it last. */
  private Queue queue(String routingKey, Duration ttl) {
    boolean durable = settings.get(Setting.EVENT_QUEUE_DURABLE);
    boolean exclusive = settings.get(Setting.EVENT_QUEUE_EXCLUSIVE);
    if (durable && exclusive) {
      throw new SettingException(
          "event_queue_durable ("
              + settings.origin(Setting.EVENT_QUEUE_DURABLE)
              + ") and event_queue_exclusive ("
              + settings.origin(Setting.EVENT_QUEUE_EXCLUSIVE)
              + ") are both on, but an exclusive queue goes with its connection; set one of them"
              + " to false");
    }
    String name = settings.get(Setting.EVENT_QUEUE_PREFIX) + "." + UUID.randomUUID();
    Queue queue = Queue.of(name, format.exchange(), routingKey);
    return (durable ? queue : queue.asTransient(exclusive))
        .withMessageTtl(ttl)
        .withExpires(settings.get(Setting.EVENT_QUEUE_EXPIRES));
  }

  /**
   * Sends an event of one's own. Returns at once; while the broker is away it is kept.
   *
   * @param type its group and what happened, parted by a dash: {@code order-paid}
   * @param fields what it tells
   * @throws IllegalArgumentException when the type is empty
   * @throws io.celeriac.protocol.EncodeException when a field cannot travel
   */
  public void send(String type, Map<String, ?> fields) {
    own.send(checked(type), travelling(fields));
  }

  /** Sends an event on behalf of a node. */
  void sendFor(String node, String type, Map<String, ?> fields) {
    own.sendFor(node, checked(type), travelling(fields));
  }

  private static String checked(String type) {
    if (type.isBlank()) {
      throw new IllegalArgumentException(
          "An event needs a type, such as order-paid; this one's is '" + type + "'");
    }
    return type;
  }

  private Map<String, @Nullable Object> travelling(Map<String, ?> fields) {
    Map<String, @Nullable Object> converted = new LinkedHashMap<>();
    fields.forEach((name, value) -> converted.put(name, converter.toWire(value)));
    return converted;
  }

  /** What sends the events of a node. */
  EventDispatcher dispatcher(String hostname, Set<String> groups) {
    return new EventDispatcher(transport, format, clock, lamport, hostname, groups);
  }

  /** What the app's own events go by. */
  EventDispatcher own() {
    return own;
  }
}
