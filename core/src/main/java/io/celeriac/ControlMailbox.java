package io.celeriac;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.Pidbox;
import io.celeriac.spi.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands to all nodes, and collects their answers, on a connection of its own each time.
 * Thread-safe; requests of several threads do not wait for each other.
 */
final class ControlMailbox {

  private static final Logger LOG = LoggerFactory.getLogger(ControlMailbox.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int AT_ONCE = 100;

  private final Supplier<Transport> transport;
  private final Pidbox pidbox;
  private final LamportClock lamport;
  private final Clock clock;
  // Names of reply queues are used again: on Redis each one stays in a set for an hour.
  private final ConcurrentLinkedQueue<String> idle = new ConcurrentLinkedQueue<>();

  ControlMailbox(Supplier<Transport> transport, Pidbox pidbox, LamportClock lamport, Clock clock) {
    this.transport = transport;
    this.pidbox = pidbox;
    this.lamport = lamport;
    this.clock = clock;
  }

  /**
   * Sends a command that nobody is to answer.
   *
   * @throws BrokerException when it could not be sent
   */
  void cast(ControlRequest request) {
    send(request, request.body());
  }

  /**
   * Sends a command, and collects answers until there are as many as expected, or none came for the
   * time of the request.
   *
   * @param onReply is told of each answer as it comes
   * @throws BrokerException when it could not be sent, or the connection was lost meanwhile
   */
  List<NodeReply> call(ControlRequest request, java.util.function.Consumer<NodeReply> onReply) {
    String known = idle.poll();
    String oid = known == null ? UUID.randomUUID().toString() : known;
    try (Consumer session = transport.get().connectConsumer()) {
      session.consume(pidbox.replyQueue(oid));
      String ticket = UUID.randomUUID().toString();
      Map<String, @Nullable Object> body = request.body();
      body.put("ticket", ticket);
      body.put("reply_to", Map.of("exchange", pidbox.replies().name(), "routing_key", oid));
      OptionalInt listeners = send(request, body);
      return collect(session, ticket, request, expected(request, listeners), onReply);
    } finally {
      idle.add(oid);
    }
  }

  /** Everybody who has got it answers, but not when it is for some nodes only. */
  private static int expected(ControlRequest request, OptionalInt listeners) {
    boolean all = request.destination().isEmpty() && request.pattern().isEmpty();
    int known = all ? listeners.orElse(Integer.MAX_VALUE) : Integer.MAX_VALUE;
    return Math.min(known, request.expected().orElse(Integer.MAX_VALUE));
  }

  private OptionalInt send(ControlRequest request, Map<String, @Nullable Object> body) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("clock", lamport.forward());
    headers.put(
        "expires",
        request.timeout().isZero()
            ? (Object) 0
            : (Object) ((clock.millis() + request.timeout().toMillis()) / 1000.0));
    Message message = pidbox.message(body, headers, MessageProperties.PERSISTENT);
    return sent(transport.get().producer().announce(pidbox.requests(), "", message));
  }

  private static OptionalInt sent(Future<OptionalInt> announced) {
    try {
      return announced.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          BrokerException.Problem.TIMEOUT, "Interrupted while a command was being sent", e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          BrokerException.Problem.TIMEOUT,
          "The broker has not taken the command within " + PATIENCE,
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("A broadcast failed", e);
    }
  }

  private List<NodeReply> collect(
      Consumer session,
      String ticket,
      ControlRequest request,
      int expected,
      java.util.function.Consumer<NodeReply> onReply) {
    List<NodeReply> replies = new ArrayList<>();
    try {
      while (replies.size() < expected) {
        List<Delivery> batch =
            session.receive(Math.min(AT_ONCE, expected - replies.size()), request.timeout());
        if (batch.isEmpty()) {
          break;
        }
        session.ack(batch);
        for (Delivery delivery : batch) {
          for (NodeReply reply : replies(delivery.message(), ticket)) {
            replies.add(reply);
            onReply.accept(reply);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what has come by now is the answer
    }
    return replies;
  }

  /** What a message answers to this request: nothing when it is late, or somebody else's. */
  private List<NodeReply> replies(Message message, String ticket) {
    lamport.adjust(Pidbox.clock(message));
    Object expires = message.headers().get("expires");
    if (!ticket.equals(message.headers().getOrDefault("ticket", ticket))
        || (expires instanceof Number time && clock.millis() / 1000.0 > time.doubleValue())) {
      return List.of();
    }
    try {
      List<NodeReply> replies = new ArrayList<>(1);
      pidbox.body(message).forEach((node, value) -> replies.add(new NodeReply(node, value)));
      return replies;
    } catch (DecodeException e) {
      LOG.warn("An answer to a command cannot be read: {}", e.getMessage());
      return List.of();
    }
  }
}
