package io.celeriac.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * Shows the demonstration on a terminal: a row for each call with its own strip of time, painted
 * over and over until all have ended.
 */
final class LiveView implements QuickstartView {

  private static final long SHORTEST_SPAN = 2_600_000_000L;
  private static final int LABEL = 20;
  private static final int TIME = 7;
  private static final int GAPS = 9;

  /** What the longest of the good answers takes. */
  private static final int TEXT = 27;

  private static final String HIDE_CURSOR = "\u001B[?25l";
  private static final String SHOW_CURSOR = "\u001B[?25h";
  private static final String CLEAR_REST = "\u001B[K";
  private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final String ASCII_SPINNER = "|/-\\";

  private final PrintWriter out;
  private final Terminal terminal;
  private final int strip;
  private final int text;
  private int painted;
  private int frame;

  LiveView(PrintWriter out, Terminal terminal, int columns) {
    this.out = out;
    this.terminal = terminal;
    int free = Math.max(24, columns - 1 - LABEL - TIME - GAPS);
    this.strip = Math.clamp(Math.min(free / 2, free - TEXT), 10, 44);
    this.text = free - strip;
  }

  @Override
  public void ready(String what, String details) {
    out.println("  " + Style.GREEN.of(tick(), terminal) + " " + pad(what, LABEL) + " " + details);
    out.flush();
  }

  @Override
  public void show(List<? extends Story> stories, long now) {
    frame++;
    StringBuilder screen = new StringBuilder(2000);
    screen.append(painted == 0 ? HIDE_CURSOR : "\u001B[" + painted + "A\r");
    long span = Math.max(SHORTEST_SPAN, now);
    String axis = " ".repeat(LABEL + 5) + Strip.axis(strip, span);
    line(screen, "");
    line(screen, Style.DIM.of(axis, terminal));
    for (Story story : stories) {
      line(screen, row(story, now, span));
    }
    line(screen, "");
    line(screen, "    " + legend());
    painted = stories.size() + 4;
    out.print(screen);
    out.flush();
  }

  private static void line(StringBuilder screen, String text) {
    screen.append(text).append(CLEAR_REST).append('\n');
  }

  private String row(Story story, long now, long span) {
    Strip cells = new Strip(terminal, strip, span);
    story.draw(cells, now);
    String time = story.moments().isEmpty() ? "" : Spans.text(story.nanos(now));
    boolean wrong = story.ended() && story.complaint().isPresent();
    String said = cut(story.text(), text);
    return "  "
        + icon(story, wrong)
        + " "
        + pad(story.label(), LABEL)
        + " "
        + cells
        + " "
        + " ".repeat(Math.max(0, TIME - time.length()))
        + Style.DIM.of(time, terminal)
        + "  "
        + (story.ended()
            ? (wrong ? Style.RED.of(said, terminal) : said)
            : Style.DIM.of(said, terminal));
  }

  private String icon(Story story, boolean wrong) {
    if (story.ended()) {
      return wrong
          ? Style.RED.of(terminal.unicode() ? "✘" : "!", terminal)
          : Style.GREEN.of(tick(), terminal);
    }
    String spinner = terminal.unicode() ? SPINNER : ASCII_SPINNER;
    int at = frame % spinner.length();
    return Style.CYAN.of(spinner.substring(at, at + 1), terminal);
  }

  private String tick() {
    return terminal.unicode() ? "✔" : "+";
  }

  private String legend() {
    return named(Strip.Glyph.WAITING, "waits")
        + named(Strip.Glyph.RUNNING, "runs")
        + named(Strip.Glyph.TRIED, "failed, tried again")
        + named(Strip.Glyph.STOPPED, "stopped")
        + named(Strip.Glyph.DONE, "done");
  }

  private String named(Strip.Glyph glyph, String meaning) {
    return glyph.on(terminal) + " " + Style.DIM.of(meaning, terminal) + "  ";
  }

  @Override
  public void close(List<? extends Story> stories, long now) {
    show(stories, now);
    restore();
    say("");
    for (Story story : stories) {
      story
          .complaint()
          .ifPresent(wrong -> say("  " + Style.RED.of(story.label() + ": " + wrong, terminal)));
    }
  }

  @Override
  public void say(String... lines) {
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
  }

  @Override
  public void restore() {
    if (painted > 0) {
      out.print(SHOW_CURSOR);
      out.flush();
      painted = 0;
    }
  }

  private String pad(String text, int width) {
    return text.length() >= width ? cut(text, width) : text + " ".repeat(width - text.length());
  }

  private String cut(String text, int width) {
    String line = text.lines().findFirst().orElse("");
    String more = terminal.unicode() ? "…" : "~";
    return line.length() <= width ? line : line.substring(0, width - 1) + more;
  }
}
