package io.celeriac.cli;

import io.celeriac.TaskRequest;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.spi.Printable;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line for each call that reaches the worker of the demonstration from elsewhere. */
final class GuestBook implements Stage.Guests {

  /** What a line has besides arguments and result: time, name, duration, caller. */
  private static final int FIXED = 52;

  private static final int LEAST = 16;

  private final QuickstartView view;
  private final Terminal terminal;
  private final int longest;

  GuestBook(QuickstartView view, Terminal terminal, int columns) {
    this.view = view;
    this.terminal = terminal;
    this.longest = Math.max(LEAST, (columns - FIXED) / 2);
  }

  @Override
  public void succeeded(TaskRequest request, @Nullable Object value, long nanos) {
    String good = terminal.unicode() ? "✔" : "->";
    String from = request.origin().map(caller -> ", from " + Printable.word(caller)).orElse("");
    enter(
        request,
        Style.GREEN.of(good, terminal)
            + " "
            + cut(PythonRepr.of(value))
            + "  "
            + Style.DIM.of(Spans.text(nanos) + from, terminal));
  }

  @Override
  public void failed(TaskRequest request, Throwable thrown) {
    String bad = terminal.unicode() ? "✖" : "failed:";
    enter(request, Style.RED.of(bad + " " + message(thrown), terminal));
  }

  @Override
  public void retried(TaskRequest request, Throwable reason) {
    enter(request, Style.YELLOW.of(message(reason) + ", is tried again", terminal));
  }

  private void enter(TaskRequest request, String end) {
    String time =
        LocalTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT));
    view.say("  " + Style.DIM.of(time, terminal) + "  " + call(request) + "  " + end);
  }

  private String call(TaskRequest request) {
    String args = PythonRepr.ofArgs(request.args()).replaceFirst(",?\\)$", "").substring(1);
    StringBuilder arguments = new StringBuilder(args);
    request
        .kwargs()
        .forEach((name, value) ->
            arguments
                .append(arguments.isEmpty() ? "" : ", ")
                .append(name)
                .append('=')
                .append(PythonRepr.of(value)));
    return Printable.word(request.task()) + "(" + cut(arguments.toString()) + ")";
  }

  private static String message(Throwable thrown) {
    return Printable.word(String.valueOf(thrown.getMessage()));
  }

  private String cut(String written) {
    String text = Printable.line(written);
    return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
  }
}
