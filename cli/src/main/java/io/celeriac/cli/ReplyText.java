package io.celeriac.cli;

import io.celeriac.NodeReply;
import io.celeriac.protocol.PythonLiteral;
import io.celeriac.spi.Printable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The answers of nodes as Celery's command line shows them. */
final class ReplyText {

  private static final int INDENT = 4;

  private final Terminal terminal;
  private final boolean quiet;

  ReplyText(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
  }

  private record Shown(boolean ok, String text) {}

  /** One line: that a node has answered, and whether all is well there. */
  String line(NodeReply reply) {
    Shown shown = shown(reply.value());
    return (quiet ? "" : Style.BOLD.of("->", terminal) + " ")
        + " "
        + Style.CYAN.of(Printable.word(reply.node()) + ": ", terminal)
        + (shown.ok() ? Style.GREEN.of("OK", terminal) : Style.RED.of("ERROR", terminal));
  }

  /** The line, and what it answered. */
  String whole(NodeReply reply) {
    String text = shown(reply.value()).text();
    return line(reply) + (text.isEmpty() ? "" : "\n" + indented(text));
  }

  private static Shown shown(@Nullable Object value) {
    return switch (value) {
      case List<?> list when list.isEmpty() -> new Shown(true, "- empty -");
      case List<?> list ->
          new Shown(
              true,
              list.stream()
                  .map(item -> "* " + Printable.line(plain(item)))
                  .collect(Collectors.joining("\n")));
      case Map<?, ?> map when map.containsKey("ok") ->
          new Shown(true, indented(shown(map.get("ok")).text()));
      case Map<?, ?> map when map.containsKey("error") ->
          new Shown(false, indented(shown(map.get("error")).text()));
      case Map<?, ?> map -> new Shown(true, SortedJson.of(map));
      case null, default -> new Shown(true, Printable.lines(plain(value)));
    };
  }

  private static String plain(@Nullable Object value) {
    return value instanceof String text ? text : PythonLiteral.of(value);
  }

  private static String indented(String text) {
    return text.lines().map(line -> " ".repeat(INDENT) + line).collect(Collectors.joining("\n"));
  }

  /** How many have answered. */
  static String online(int nodes) {
    return "\n" + nodes + (nodes == 1 ? " node" : " nodes") + " online.";
  }

  /** JSON for people: members sorted, four blanks for each level. */
  private static final class SortedJson {
    private static final String STEP = " ".repeat(INDENT);

    static String of(@Nullable Object value) {
      StringBuilder text = new StringBuilder();
      write(value, "\n", text);
      return text.toString();
    }

    private static void write(@Nullable Object value, String newline, StringBuilder text) {
      switch (value) {
        case Map<?, ?> map when !map.isEmpty() -> {
          String inner = newline + STEP;
          String separator = "{";
          Map<String, @Nullable Object> sorted = new TreeMap<>();
          map.forEach((name, member) -> sorted.put(String.valueOf(name), member));
          for (Map.Entry<String, @Nullable Object> member : sorted.entrySet()) {
            text.append(separator).append(inner).append(CallArguments.json(member.getKey()));
            write(member.getValue(), inner, text.append(": "));
            separator = ",";
          }
          text.append(newline).append('}');
        }
        case List<?> list when !list.isEmpty() -> {
          String inner = newline + STEP;
          String separator = "[";
          for (Object item : list) {
            write(item, inner, text.append(separator).append(inner));
            separator = ",";
          }
          text.append(newline).append(']');
        }
        case null, default -> text.append(CallArguments.json(value));
      }
    }
  }
}
