package io.celeriac.cli;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;

/** A row of cells that stand for a span of time, from left to right. Not thread-safe. */
final class Strip {

  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = ".:-=+*##";

  /** What a cell may hold: as a terminal shows it, and in plain letters. */
  enum Glyph {
    EMPTY(" ", " ", Style.DIM),
    WAITING("┄", ".", Style.DIM),
    RUNNING("━", "=", Style.CYAN),
    TRIED("✗", "x", Style.YELLOW),
    STOPPED("✖", "X", Style.RED),
    DONE("●", "o", Style.GREEN);

    private final String unicode;
    private final String ascii;
    private final Style style;

    Glyph(String unicode, String ascii, Style style) {
      this.unicode = unicode;
      this.ascii = ascii;
      this.style = style;
    }

    String on(Terminal terminal) {
      return style.of(terminal.unicode() ? unicode : ascii, terminal);
    }
  }

  private final Terminal terminal;
  private final long spanNanos;
  private final String[] cells;
  private final boolean[] marked;

  Strip(Terminal terminal, int width, long spanNanos) {
    this.terminal = terminal;
    this.spanNanos = Math.max(1, spanNanos);
    this.cells = new String[width];
    this.marked = new boolean[width];
    Arrays.fill(cells, Glyph.EMPTY.on(terminal));
  }

  private int cell(long at) {
    return Math.clamp(at * cells.length / spanNanos, 0, cells.length - 1);
  }

  /** From one time to another; marks stay. */
  void fill(long from, long to, Glyph glyph) {
    for (int i = cell(from); i <= cell(to); i++) {
      set(i, glyph.on(terminal));
    }
  }

  private void set(int cell, String text) {
    if (!marked[cell]) {
      cells[cell] = text;
    }
  }

  /** A moment. */
  void mark(long at, Glyph glyph) {
    marked[cell(at)] = true;
    cells[cell(at)] = glyph.on(terminal);
  }

  /** How high something stands in each cell, from 0 to 1. */
  void levels(long from, long to, LongToDoubleFunction level) {
    String bars = terminal.unicode() ? BARS : ASCII_BARS;
    for (int i = cell(from); i <= cell(to); i++) {
      double share = level.applyAsDouble((long) ((i + 0.5) / cells.length * spanNanos));
      int step = (int) Math.clamp(Math.ceil(share * bars.length()), 0, bars.length());
      set(
          i,
          step == 0
              ? Glyph.WAITING.on(terminal)
              : Style.CYAN.of(bars.substring(step - 1, step), terminal));
    }
  }

  /** The seconds above the cells. */
  static String axis(int width, long spanNanos) {
    StringBuilder axis = new StringBuilder(" ".repeat(width));
    double seconds = spanNanos / 1e9;
    int step = (int) Math.max(1, Math.ceil(seconds * 5 / width));
    for (int second = 0; second < seconds; second += step) {
      String label = second + " s";
      int at = (int) (second / seconds * width);
      if (at + label.length() <= width) {
        axis.replace(at, at + label.length(), label);
      }
    }
    return axis.toString();
  }

  @Override
  public String toString() {
    return String.join("", cells);
  }
}
