package io.celeriac.fuzz;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.celeriac.Celery;
import io.celeriac.Inside;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.codecs.MsgpackSerializer;
import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.spi.ResultDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages that name classes in every way that some library once fell for, by every path that
 * a peer can write to: bodies in each serialiser, arguments of tasks, and results. Run in a JVM
 * that logs the classes it loads.
 */
final class NamedClasses {

  /** Of the JDK, and loaded by nothing that Celeriac does. */
  static final List<String> TARGETS =
      List.of(
          "javax.script.ScriptEngineManager",
          "com.sun.rowset.JdbcRowSetImpl",
          "javax.swing.JEditorPane",
          "java.beans.beancontext.BeanContextSupport",
          "javax.management.BadAttributeValueExpException");

  /** Loaded by name on purpose, to show that the log would tell. */
  static final String CONTROL = "java.util.zip.CheckedOutputStream";

  private static final List<String> SHAPES =
      List.of(
          "{'@class': '%s', 'value': 1}",
          "{'@type': '%s', 'autoCommit': true}",
          "['%s', {'dataSourceName': 'ldap://127.0.0.1:1/x'}]",
          "{'__type__': '%s', '__value__': []}",
          "{'__class__': '%s', 'args': [1]}",
          "{'py/object': '%s'}",
          "{'!!%s': ['http://127.0.0.1:1/']}",
          "{'class': '%s', 'javaClass': '%s', '_class': '%s'}",
          "{'exc_type': '%s', 'exc_module': 'os', 'exc_message': ['id']}");

  private static final List<String> YAML =
      List.of(
          "[[!!%s [1]], {}, {}]",
          "[[!%s {a: 1}], {}, {}]",
          "[[!!java.lang.Class '%s'], {}, {}]",
          "[[!!python/object/apply:%s [id]], {}, {}]",
          "%%TAG ! tag:yaml.org,2002:%s\n---\n[[!x 1], {}, {}]");

  /** What an application may have of its own, which says itself that classes may be named. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  public static class Named {
    public Object value = "";
  }

  /** A parameter that takes anything inside. */
  public record Loose(@Nullable Object value, Map<String, Object> more) {}

  private static final AtomicInteger READ = new AtomicInteger();

  private NamedClasses() {}

  public static void main(String[] arguments) throws Exception {
    Class.forName(CONTROL);
    TARGETS.forEach(NamedClasses::bodies);
    results();
    System.out.println("read " + READ);
  }

  private static void bodies(String target) {
    List<Message> messages = new ArrayList<>();
    for (String shape : SHAPES) {
      String value = shape.replace('\'', '"').replace("%s", target);
      byte[] json = ("[[" + value + "], {}, {}]").getBytes(StandardCharsets.UTF_8);
      messages.add(message(json, "application/json", "t"));
      messages.add(message(json, "application/x-yaml", "t"));
      messages.add(message(json, "application/json", target));
      if (!value.contains("__type__")) {
        Object same = new JsonSerializer().decode(json, "utf-8");
        messages.add(message(new MsgpackSerializer().encode(same), "application/x-msgpack", "t"));
      }
      String old = "{\"task\": \"t\", \"id\": \"i\", \"args\": [" + value + "]}";
      messages.add(
          new Message(
              old.getBytes(StandardCharsets.UTF_8),
              "application/json",
              "utf-8",
              Map.of(),
              MessageProperties.of()));
    }
    for (String shape : YAML) {
      messages.add(
          message(
              shape.formatted(target).getBytes(StandardCharsets.UTF_8), "application/x-yaml", "t"));
    }
    // The beginning of a serialised object of Java, and of a pickle that calls something.
    byte[] stream =
        ("\u00ac\u00ed\0\5sr\0" + (char) target.length() + target + "\0\0\0\0\0\0\0\1\2\0\0xp")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] pickle = ("c" + target + "\nsystem\n(S'id'\ntR.").getBytes(StandardCharsets.UTF_8);
    for (String type :
        List.of(
            "application/x-java-serialized-object",
            "application/x-python-serialize",
            "application/json",
            "application/x-yaml",
            "application/x-msgpack",
            target)) {
      messages.add(message(stream, type, "t"));
      messages.add(message(pickle, type, "t"));
    }
    messages.forEach(NamedClasses::read);
  }

  private static Message message(byte[] body, String contentType, String task) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("task", task);
    headers.put("id", "i");
    return new Message(body, contentType, "utf-8", headers, MessageProperties.of());
  }

  /** As a worker that accepts more than any should. */
  private static void read(Message message) {
    TaskMessageCodec codec =
        new TaskMessageCodec(
            Serializers.installed(), Compressors.installed(), DecodeLimits.DEFAULTS);
    AcceptContent accept =
        AcceptContent.of(
            List.of("json", "yaml", "msgpack", "application/x-java-serialized-object"),
            Serializers.installed());
    if (codec.decode(message, accept, _ -> true) instanceof Decoded.Task task) {
      for (Class<?> type : List.of(Object.class, Named.class, Loose.class, Map.class, List.class)) {
        Arguments.bindOrRefuse(type, task.message().args());
      }
    }
    READ.incrementAndGet();
  }

  /** Binds arguments as a worker does. */
  private static final class Arguments {
    private static final Celery APP = Celery.named("named").broker("memory://").build();

    private Arguments() {}

    static void bindOrRefuse(Class<?> type, List<@Nullable Object> args) {
      TaskDefinition<Object> task =
          TaskDefinition.named("t", Object.class)
              .parameter(TaskParameter.required("x", type))
              .handler((_, _) -> "");
      try {
        Object _ =
            io.celeriac.Arguments.bind(task, args, Map.of(), Inside.environment(APP).converter());
      } catch (io.celeriac.ArgumentException e) {
        READ.incrementAndGet();
      }
    }
  }

  private static void results() throws Exception {
    try (Celery app =
        Celery.named("results").broker("memory://").resultBackend("memory://").build()) {
      for (String target : TARGETS) {
        int dot = target.lastIndexOf('.');
        Map<String, @Nullable Object> failure = new LinkedHashMap<>();
        failure.put("exc_module", target.substring(0, dot));
        failure.put("exc_type", target.substring(dot + 1));
        failure.put("exc_message", List.of("ldap://127.0.0.1:1/x"));
        Inside.environment(app)
            .resultBackend()
            .store(
                new ResultDocument(
                    target, "FAILURE", failure, null, null, null, null, null, Map.of()));
        try {
          app.result(target, Object.class).get(Duration.ofSeconds(5));
          throw new AssertionError("a failure was read as a result");
        } catch (io.celeriac.TaskFailedException e) {
          READ.incrementAndGet();
        }
      }
    }
  }
}
