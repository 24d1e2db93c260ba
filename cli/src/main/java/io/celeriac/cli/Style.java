package io.celeriac.cli;

/** Ways to write on a terminal, and the codes for them. */
enum Style {
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  BLUE("34"),
  MAGENTA("35"),
  CYAN("36");

  private static final String ESCAPE = "\u001B[";

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String on() {
    return ESCAPE + code + "m";
  }

  static String off() {
    return ESCAPE + "0m";
  }

  /** A text in this style where colours are wanted, and the bare text elsewhere. */
  String of(String text, Terminal terminal) {
    return terminal.colours() && !text.isEmpty() ? on() + text + off() : text;
  }
}
