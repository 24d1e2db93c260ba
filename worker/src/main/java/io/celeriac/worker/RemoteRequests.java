package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.NodePattern;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Pidbox;
import io.celeriac.spi.WorkerEnvironment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  private final WorkerEnvironment app;
  private final String hostname;
  private final Panel panel;

  RemoteRequests(WorkerEnvironment app, String hostname, Panel panel) {
    this.app = app;
    this.hostname = hostname;
    this.panel = panel;
  }

  /**
   * Sends this node two commands that change nothing and that nobody is to answer: once they are
   * here, the node hears for certain, and the first command of somebody is not the one for which
   * all the classes are loaded. A task that is sent after it would be there before.
   */
  void greet() {
    greet("ping", Map.of());
    greet("revoke_by_stamped_headers", Map.of("headers", Map.of()));
  }

  private void greet(String method, Map<String, @Nullable Object> arguments) {
    Map<String, @Nullable Object> command = new LinkedHashMap<>();
    command.put("method", method);
    command.put("arguments", arguments);
    command.put("destination", List.of(hostname));
    command.put("pattern", null);
    command.put("matcher", null);
    publish(
        app.pidbox().requests(),
        "",
        app.pidbox()
            .message(
                command, Map.of("clock", app.lamport().forward()), MessageProperties.TRANSIENT));
  }

  private void publish(Exchange exchange, String routingKey, Message message) {
    CompletableFuture<Void> sent =
        app.transport().producer().broadcast(exchange, routingKey, message);
    var _ =
        sent.whenComplete((done, failure) -> {
          if (failure != null) {
            LOG.warn("A message of remote control could not be sent: {}", failure.getMessage());
          }
        });
  }

  /** Carries out a request, if it is for this node. */
  void handle(Message message) {
    app.lamport().adjust(Pidbox.clock(message));
    try {
      Map<String, @Nullable Object> body = app.pidbox().body(message);
      if (isMeant(body)) {
        LOG.debug("Command {} {}", body.get("method"), body.get("arguments"));
        Optional<Panel.Answer> answer =
            panel.dispatch(String.valueOf(body.get("method")), members(body.get("arguments")));
        if (answer.isPresent() && body.get("reply_to") instanceof Map<?, ?> to) {
          reply(answer.get(), to, body.get("ticket"));
        }
      }
    } catch (DecodeException | PatternSyntaxException e) {
      LOG.error(
          "A command cannot be read: {}. Its first bytes: {}",
          e.getMessage(),
          WorkerLog.firstBytes(message.body()));
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
