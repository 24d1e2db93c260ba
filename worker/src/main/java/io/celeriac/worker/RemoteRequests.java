package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.NodePattern;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.spi.Pidbox;
import io.celeriac.spi.Printable;
import io.celeriac.spi.WaitingLimit;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of remote control that are for this node, and sends the answers back. Nothing
 * that a request holds gets out of it as an exception.
 */
final class RemoteRequests {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteRequests.class);
  private static final int REMEMBERED = 10_000;
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final WorkerEnvironment app;
  private final String hostname;
  private final Panel panel;
  private final Replays replays;
  private final WaitingLimit unsent = new WaitingLimit("answers to be sent");
  private final AtomicLong refused = new AtomicLong();
  private volatile Instant silentUntil = Instant.MIN;

  RemoteRequests(WorkerEnvironment app, String hostname, Panel panel) {
    this.app = app;
    this.hostname = hostname;
    this.panel = panel;
    this.replays = new Replays(app.verifier(), app.clock(), REMEMBERED);
  }

  /**
   * A request that is for this node.
   *
   * @param method the command's name
   * @param arguments what it is called with
   * @param replyTo where the answer goes; empty when none is wanted
   * @param ticket what the asker knows the answer by
   */
  record Request(
      String method,
      Map<String, @Nullable Object> arguments,
      Optional<Map<?, ?>> replyTo,
      @Nullable Object ticket) {}

  /**
   * Carries out two commands that change nothing, so that the first of somebody finds it loaded.
   */
  void rehearse() {
    rehearse("ping", Map.of());
    rehearse("revoke_by_stamped_headers", Map.of("headers", Map.of()));
  }

  private void rehearse(String method, Map<String, @Nullable Object> arguments) {
    Map<String, @Nullable Object> command = new LinkedHashMap<>();
    command.put("method", method);
    command.put("arguments", arguments);
    command.put("destination", List.of(hostname));
    read(app.pidbox().message(command, Map.of(), MessageProperties.TRANSIENT))
        .ifPresent(this::carryOut);
  }

  private void publish(Exchange exchange, String routingKey, Message message) {
    int bytes = message.body().length;
    if (!unsent.add(bytes)) {
      return;
    }
    CompletableFuture<Void> sent;
    try {
      sent = app.transport().producer().broadcast(exchange, routingKey, message);
    } catch (BrokerException e) {
      unsent.remove(bytes);
      throw e;
    }
    var _ =
        sent.whenComplete((done, failure) -> {
          unsent.remove(bytes);
          if (failure != null) {
            LOG.warn("A message of remote control could not be sent: {}", failure.getMessage());
          }
        });
  }

  /** What a message asks of this node; empty when it cannot be read, or is for others. */
  Optional<Request> read(Message message) {
    app.lamport().adjust(Pidbox.clock(message));
    try {
      Map<String, @Nullable Object> body = app.pidbox().body(message);
      if (!isMeant(body)) {
        return Optional.empty();
      }
      if (!replays.isFirst(message)) {
        throw new DecodeException("it was here before: this is a copy of it");
      }
      return Optional.of(
          new Request(
              String.valueOf(body.get("method")),
              members(body.get("arguments")),
              body.get("reply_to") instanceof Map<?, ?> to ? Optional.of(to) : Optional.empty(),
              body.get("ticket")));
    } catch (DecodeException | PatternSyntaxException e) {
      refused(message, e);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("A command could not be read", e);
    }
    return Optional.empty();
  }

  /** One line in a while: whoever sends such a thing may send ten thousand in a second. */
  private void refused(Message message, RuntimeException why) {
    long count = refused.incrementAndGet();
    Instant now = app.clock().instant();
    if (now.isBefore(silentUntil)) {
      return;
    }
    silentUntil = now.plus(BETWEEN_LINES);
    LOG.error(
        "A command cannot be read: {}. Its first bytes: {} ({} such commands so far; the next line"
            + " about them comes in a minute)",
        Printable.line(String.valueOf(why.getMessage())),
        WorkerLog.firstBytes(message.body()),
        count);
  }

  /** Carries out a request, and answers it where an answer is wanted. */
  void carryOut(Request request) {
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "Command {} {}",
          Printable.word(request.method()),
          Printable.line(PythonRepr.of(request.arguments())));
    }
    try {
      Optional<Panel.Answer> answer = panel.dispatch(request.method(), request.arguments());
      if (answer.isPresent() && request.replyTo().isPresent()) {
        reply(answer.get(), request.replyTo().get(), request.ticket());
      }
    } catch (BrokerException e) {
      LOG.warn("An answer to a command could not be sent: {}", e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("A command could not be handled", e);
    }
  }

  private boolean isMeant(Map<String, @Nullable Object> body) {
    if (body.get("destination") instanceof Collection<?> nodes && !nodes.isEmpty()) {
      return nodes.contains(hostname);
    }
    Object pattern = body.get("pattern");
    Object matcher = body.get("matcher");
    if (pattern == null || matcher == null || pattern.equals("") || matcher.equals("")) {
      return true;
    }
    return NodePattern.Matcher.of(String.valueOf(matcher))
        .map(kind -> new NodePattern(String.valueOf(pattern), kind).matches(hostname))
        .orElse(false);
  }

  private void reply(Panel.Answer answer, Map<?, ?> to, @Nullable Object ticket) {
    Message message;
    try {
      message = message(answer, ticket);
    } catch (EncodeException e) {
      message = message(Panel.error(e), ticket);
    }
    publish(
        app.pidbox().replies(String.valueOf(to.get("exchange"))),
        String.valueOf(to.get("routing_key")),
        message);
  }

  private Message message(Panel.Answer answer, @Nullable Object ticket) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put(hostname, answer.value());
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("ticket", ticket);
    headers.put("clock", app.lamport().forward());
    return app.pidbox().message(body, headers, MessageProperties.TRANSIENT);
  }

  private static Map<String, @Nullable Object> members(@Nullable Object arguments) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (arguments instanceof Map<?, ?> map) {
      map.forEach((name, value) -> members.put(String.valueOf(name), value));
    }
    return members;
  }
}
