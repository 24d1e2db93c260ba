package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Control;
import io.celeriac.NodeReply;
import io.celeriac.RemoteCommand;
import io.celeriac.Settings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@code inspect}, {@code control} and {@code status} do: ask, and show what is answered. */
final class RemoteAsking {

  private final Session session;
  private final RemoteOptions options;
  private final PrintWriter out;
  private final ReplyText text;

  RemoteAsking(Session session, RemoteOptions options, PrintWriter out) {
    this.session = session;
    this.options = options;
    this.out = out;
    this.text = new ReplyText(session.surroundings().output(), session.quiet());
  }

  /** Lists the commands. */
  int list(RemoteCommand.Kind kind) {
    try (Celery app = session.app(Settings.defaults())) {
      out.print(CommandListing.text(app.control(), kind));
      out.flush();
    }
    return 0;
  }

  /** Sends a command, and shows the answers as they come. */
  int ask(RemoteCommand.Kind kind, String name, List<String> words) {
    try (Celery app = session.app(Settings.defaults())) {
      RemoteCommand command = CommandListing.find(app.control(), kind, name);
      List<NodeReply> replies =
          replies(app, command.name(), RemoteArguments.read(command, words), text::whole);
      if (options.json) {
        out.println(
            CallArguments.json(
                kind == RemoteCommand.Kind.INSPECT
                    ? byNode(replies)
                    : replies.stream().map(each -> byNode(List.of(each))).toList()));
      } else if (kind == RemoteCommand.Kind.INSPECT && !session.quiet()) {
        out.println(ReplyText.online(byNode(replies).size()));
      }
      out.flush();
    }
    return 0;
  }

  /** Shows who is there. */
  int status() {
    try (Celery app = session.app(Settings.defaults())) {
      List<NodeReply> replies = replies(app, "ping", Map.of(), text::line);
      if (options.json) {
        out.println(CallArguments.json(byNode(replies)));
      } else if (!session.quiet()) {
        out.println(ReplyText.online(byNode(replies).size()));
      }
      out.flush();
    }
    return 0;
  }

  private List<NodeReply> replies(
      Celery app,
      String command,
      Map<String, @Nullable Object> arguments,
      Function<NodeReply, String> shown) {
    Control control = options.control(app);
    if (!options.json) {
      control =
          control.onReply(reply -> {
            out.println(shown.apply(reply));
            out.flush();
          });
    }
    List<NodeReply> replies;
    try {
      replies = control.broadcast(command, arguments);
    } catch (BrokerException e) {
      throw new UnavailableException(String.valueOf(e.getMessage()), e);
    }
    return expected(replies);
  }

  /** The replies, of which there must be some. */
  static List<NodeReply> expected(List<NodeReply> replies) {
    if (replies.isEmpty()) {
      throw new UnavailableException("No nodes replied within time constraint");
    }
    return replies;
  }

  private static Map<String, @Nullable Object> byNode(List<NodeReply> replies) {
    Map<String, @Nullable Object> nodes = new LinkedHashMap<>();
    replies.forEach(reply -> nodes.put(reply.node(), reply.value()));
    return nodes;
  }
}
