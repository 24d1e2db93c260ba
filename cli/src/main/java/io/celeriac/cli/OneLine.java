package io.celeriac.cli;

/** Text of others on one line: without what would begin another, or move a terminal's cursor. */
final class OneLine {

  private OneLine() {}

  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          !Character.isISOControl(c)
              && Character.getType(c) != Character.FORMAT
              && c != '\u2028'
              && c != '\u2029';
      safe.append(plain ? c : ' ');
    }
    return safe.toString();
  }
}
