package io.celeriac.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges incoming messages in the order in which a Celery worker does: which protocol, is the task
 * known, is the content type accepted, can the body be decoded, does it have the shape of a call.
 */
final class MessageDecoder {
  private final BodyDecoder bodies;

  MessageDecoder(BodyDecoder bodies) {
    this.bodies = bodies;
  }

  Decoded decode(Message message, AcceptContent accept, Predicate<String> registered) {
    Map<String, @Nullable Object> headers = message.headers();
    return headers.containsKey("task")
        ? protocol2(message, headers, accept, registered)
        : protocol1(message, accept, registered);
  }

  private Decoded protocol2(
      Message message,
      Map<String, @Nullable Object> headers,
      AcceptContent accept,
      Predicate<String> registered) {
    Subject subject = Subject.of(headers);
    if (subject.task == null) {
      return subject.rejected("headers.task must be text, but is " + Shown.of(headers.get("task")));
    }
    if (!registered.test(subject.task)) {
      return unknown(subject, headers, headers);
    }
    String refusal = BodyDecoder.refusal(message, accept);
    if (refusal != null) {
      return subject.rejected(refusal);
    }
    return switch (body(message, subject)) {
      case Body.Broken(Decoded.Malformed malformed) -> malformed;
      case Body.Value(Map<?, ?> mapping) when mapping.containsKey("args") ->
          hybrid(mapping, headers, subject);
      case Body.Value(List<?> call) when call.size() == 3 -> call(call, headers, subject);
      case Body.Value(Object value) ->
          subject.rejected("the body must be [args, kwargs, embed], but is " + Shown.of(value));
    };
  }

  private static Decoded call(
      List<?> call, Map<String, @Nullable Object> headers, Subject subject) {
    try {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      members.put("args", call.get(0));
      members.put("kwargs", call.get(1));
      Members body = new Members(members, "body");
      return new Decoded.Task(
          new TaskMessage(
              HeaderReader.read(headers, headers),
              body.requiredList("args"),
              body.requiredMap("kwargs"),
              embed(call.get(2))),
          2);
    } catch (IllegalArgumentException e) {
      return subject.rejected(e.getMessage());
    }
  }

  private static Embed embed(@Nullable Object value) {
    return switch (value) {
      case null -> Embed.EMPTY;
      case Map<?, ?> members -> Embed.fromMap(members);
      case List<?> list when list.isEmpty() -> Embed.EMPTY;
      default ->
          throw new IllegalArgumentException("embed must be a mapping, but is " + Shown.of(value));
    };
  }

  /** The body of protocol 1 under the headers of protocol 2, which go before. */
  private static Decoded hybrid(
      Map<?, ?> body, Map<String, @Nullable Object> headers, Subject subject) {
    Map<String, @Nullable Object> facts = textKeys(body);
    facts.putAll(headers);
    return mapping(body, facts, headers, subject, 2);
  }

  private Decoded protocol1(Message message, AcceptContent accept, Predicate<String> registered) {
    Subject nothing = new Subject(null, null);
    String refusal = BodyDecoder.refusal(message, accept);
    if (refusal != null) {
      return nothing.acknowledged(refusal);
    }
    return switch (body(message, nothing)) {
      case Body.Broken(Decoded.Malformed malformed) -> malformed;
      case Body.Value(Map<?, ?> body) when body.containsKey("task") ->
          protocol1(message, body, registered);
      case Body.Value(Object value) ->
          nothing.rejected(
              "no task message: neither a header nor a member of the body named task; the body is "
                  + Shown.of(value));
    };
  }

  private static Decoded protocol1(Message message, Map<?, ?> body, Predicate<String> registered) {
    Map<String, @Nullable Object> facts = textKeys(body);
    Subject subject = Subject.of(facts);
    if (subject.task == null) {
      return subject.rejected("task must be text, but is " + Shown.of(facts.get("task")));
    }
    if (facts.get("taskset") != null) {
      facts.put("group", facts.get("taskset"));
    }
    return registered.test(subject.task)
        ? mapping(body, facts, message.headers(), subject, 1)
        : unknown(subject, facts, message.headers());
  }

  private static Decoded mapping(
      Map<?, ?> body,
      Map<String, @Nullable Object> facts,
      Map<String, @Nullable Object> sent,
      Subject subject,
      int protocol) {
    try {
      Members members = new Members(body, "body");
      List<@Nullable Object> args =
          body.containsKey("args") ? members.requiredList("args") : List.of();
      Map<String, @Nullable Object> kwargs =
          body.containsKey("kwargs") ? members.requiredMap("kwargs") : Map.of();
      facts.computeIfAbsent("argsrepr", _ -> PythonRepr.ofArgs(args));
      facts.computeIfAbsent("kwargsrepr", _ -> PythonRepr.ofKwargs(kwargs));
      Embed embed =
          new Embed(
              members.signatures("callbacks"),
              members.signatures("errbacks"),
              null,
              members.signature("chord"));
      return new Decoded.Task(
          new TaskMessage(HeaderReader.read(facts, sent), args, kwargs, embed), protocol);
    } catch (IllegalArgumentException e) {
      return subject.rejected(e.getMessage());
    }
  }

  private static Decoded unknown(
      Subject subject, Map<String, @Nullable Object> facts, Map<String, @Nullable Object> sent) {
    if (subject.task == null || subject.id == null) {
      return subject.rejected("unknown task " + PythonRepr.of(subject.task) + ", and no id");
    }
    TaskHeaders headers;
    try {
      headers = HeaderReader.read(facts, sent);
    } catch (IllegalArgumentException _) {
      headers = TaskHeaders.builder(subject.task, subject.id).lang(null).rootId(null).build();
    }
    return new Decoded.UnknownTask(subject.task, subject.id, headers);
  }

  private Body body(Message message, Subject subject) {
    try {
      return new Body.Value(bodies.decode(message));
    } catch (LimitExceededException e) {
      return new Body.Broken(subject.rejected(e.getMessage()));
    } catch (DecodeException e) {
      return new Body.Broken(subject.acknowledged(e.getMessage()));
    }
  }

  private static Map<String, @Nullable Object> textKeys(Map<?, ?> map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  /** A body decoded, or the verdict that it cannot be. */
  private sealed interface Body {
    record Value(@Nullable Object value) implements Body {}

    record Broken(Decoded.Malformed malformed) implements Body {}
  }

  /** What is known of the task while the message is being judged, for the reasons given. */
  private record Subject(@Nullable String task, @Nullable String id) {
    static Subject of(Map<String, @Nullable Object> facts) {
      return new Subject(text(facts.get("task")), text(facts.get("id")));
    }

    private static @Nullable String text(@Nullable Object value) {
      return switch (value) {
        case null -> null;
        case Number _, Boolean _, Map<?, ?> _, Iterable<?> _, byte[] _ -> null;
        default -> value.toString();
      };
    }

    Decoded.Malformed rejected(@Nullable String reason) {
      return new Decoded.Malformed(Reaction.REJECT, "" + reason, task, id);
    }

    Decoded.Malformed acknowledged(@Nullable String reason) {
      return new Decoded.Malformed(Reaction.ACK, "" + reason, task, id);
    }
  }
}
