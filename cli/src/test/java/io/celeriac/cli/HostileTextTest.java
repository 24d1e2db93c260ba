package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.celeriac.BrokerException;
import io.celeriac.CeleryException;
import io.celeriac.ClusterState;
import io.celeriac.Event;
import io.celeriac.NodeReply;
import io.celeriac.ResultBackendException;
import io.celeriac.TaskFailedException;
import io.celeriac.TaskRevokedError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names, ids, arguments and results that would forge lines or steer the reader's terminal. */
final class HostileTextTest {

  private final LoggerContext context = new LoggerContext();

  static Stream<String> texts() {
    List<String> steering =
        new ArrayList<>(
            List.of(
                "\n",
                "\r",
                "\r\n",
                "\u0000",
                "\u0007",
                "\b",
                "\t",
                "\u000b",
                "\f",
                "\u007f",
                "\u0085",
                "\u009b31m",
                "\u009d0;title\u009c",
                "\u001b[2J",
                "\u001b[31m",
                "\u001b]0;title\u0007",
                "\u001b]8;;http://example.com\u001b\\",
                "\u001bc",
                "\u001b[1A\u001b[2K",
                "\u001b[6n",
                "\u001bP1$r\u001b\\",
                "\u202e",
                "\u202d",
                "\u2066",
                "\u2069",
                "\u200e",
                "\u200f",
                "\u200b",
                "\u2028",
                "\u2029",
                "\ufeff",
                "\u00ad",
                "\ud800",
                "\udc00",
                "\udb40\udc01"));
    steering.add("${jndi:ldap://example.com/a}");
    steering.add("%n%s%d{yyyy}{}");
    steering.add("\n[2026-11-23 17:04:05,678: INFO/MainProcess] Task forged[1] succeeded");
    steering.add("\n->  forged@host: OK");
    steering.add("x".repeat(1_000_000));
    return steering.stream().map(text -> "be" + text + "fore");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void a_record_of_the_log_is_one_line(String text) {
    String line = logged(text, Map.of("task_id", text, "task_name", text), null);
    assertHarmless(line, 1);
    assertThat(line.length()).isLessThan(40_000);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void what_an_exception_says_adds_no_line_to_its_stack_trace(String text) {
    IllegalStateException plain = thrown("before", "before");
    long usual = logged("m", Map.of(), plain).lines().count();
    assertHarmless(logged("m", Map.of(), thrown(text, text)), usual);
  }

  private static IllegalStateException thrown(String text, String cause) {
    IllegalStateException thrown =
        new IllegalStateException(text, new IllegalArgumentException(cause));
    thrown.addSuppressed(new IllegalStateException(cause));
    return thrown;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void an_exception_of_ours_steers_no_terminal(String text) {
    for (CeleryException thrown :
        List.of(
            new TaskFailedException(text, text, text, List.of(text), text),
            new TaskFailedException("id", "m", "T", List.of(text, text), null),
            new TaskRevokedError(text),
            new ResultBackendException(text),
            new BrokerException(BrokerException.Problem.REFUSED, text))) {
      String message = String.valueOf(thrown.getMessage());
      assertHarmless(message, message.split("\n", -1).length - (message.endsWith("\n") ? 1 : 0));
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void an_event_is_one_line(String text) {
    StringWriter dumped = new StringWriter();
    new EventDump(new PrintWriter(dumped, true), "memory://").event(event(text));
    assertHarmless(dumped.toString(), 1);

    StringWriter told = new StringWriter();
    new EventLines(new PrintWriter(told, true), ZoneOffset.UTC).event(event(text));
    assertHarmless(told.toString(), 1);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void the_screen_of_events_has_the_lines_of_the_terminal(String text) {
    ClusterState cluster = new ClusterState();
    cluster.event(event(text));
    List<String> lines =
        new EventScreen(Terminal.PLAIN, ZoneOffset.UTC, "memory://")
            .lines(cluster, Instant.EPOCH, 100, 24, Optional.of(text), 0);
    assertThat(lines).hasSize(24).allSatisfy(line -> assertThat(line).hasSizeLessThan(130));
    assertHarmless(String.join("\n", lines), 24);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void an_answer_forges_no_other(String text) {
    ReplyText replies = new ReplyText(Terminal.PLAIN, false);
    List<@Nullable Object> answers =
        List.of(text, List.of(text), Map.of("ok", text), Map.of("error", text), Map.of(text, text));
    for (Object answer : answers) {
      String whole = replies.whole(new NodeReply(text, answer));
      assertHarmless(whole, whole.lines().count());
      assertThat(whole.lines().skip(1)).allMatch(line -> line.startsWith("    ") || line.isEmpty());
    }
    assertHarmless(replies.line(new NodeReply(text, Map.of("ok", "pong"))), 1);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void tables_and_drawings_keep_their_lines(String text) {
    Columns columns = new Columns(List.of("TASK", "ID"));
    columns.add(List.of(text, text));
    assertHarmless(String.join("\n", columns.lines()), 2);

    Graphviz usual = new Graphviz("None");
    usual.node("before", Graphviz.NODE);
    Graphviz graph = new Graphviz("None");
    graph.node(text, Graphviz.NODE);
    assertHarmless(graph.text(), usual.text().lines().count());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void json_is_plain_ascii(String text) {
    assertThat(CallArguments.json(Map.of(text, text))).matches("[ -~]*");
  }

  private static Event event(String text) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("hostname", text);
    fields.put("uuid", text);
    fields.put("name", text);
    fields.put("args", text);
    fields.put("kwargs", text);
    fields.put(text, text);
    return new Event("task-received", text, 1, Instant.EPOCH, Instant.EPOCH, fields);
  }

  private String logged(String text, Map<String, String> task, @Nullable Throwable thrown) {
    LogLayout layout = new LogLayout(false, ZoneOffset.UTC);
    layout.setContext(context);
    layout.start();
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("com.example.Shop"),
            Level.INFO,
            "Task {} received",
            thrown,
            new Object[] {text});
    event.setInstant(Instant.EPOCH);
    event.setThreadName("main");
    event.setMDCPropertyMap(task);
    return layout.doLayout(event);
  }

  /** Letters of all scripts, line feeds between so many lines, and nothing that steers. */
  private static void assertHarmless(String output, long lines) {
    assertThat(output.codePoints())
        .as(output.length() < 2_000 ? output : "a long text")
        .allMatch(c ->
            c == '\n'
                || c == '\t'
                || !(Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.SURROGATE
                    || c == '\u2028'
                    || c == '\u2029'));
    assertThat(output.split("\n", -1).length - (output.endsWith("\n") ? 1 : 0))
        .isEqualTo((int) lines);
  }
}
