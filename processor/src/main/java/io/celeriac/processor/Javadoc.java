package io.celeriac.processor;

/** Writes text into a comment so that nothing in it ends the comment or means something there. */
final class Javadoc {

  private Javadoc() {}

  static String code(String text) {
    StringBuilder html = new StringBuilder("<code>");
    text.codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || "._-: ".indexOf(c) >= 0) {
            html.appendCodePoint(c);
          } else {
            html.append("&#").append(c).append(';');
          }
        });
    return html.append("</code>").toString();
  }
}
