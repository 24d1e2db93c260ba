package io.celeriac.spi;

import java.util.function.Function;

/** Texts with the parts of a node's name in them, such as {@code %n@%h}. */
public final class NodeTemplate {

  private NodeTemplate() {}

  /**
   * Puts something in the place of each percent sign with a letter; {@code %%} is a percent sign,
   * and one at the end stays.
   *
   * @param part what a letter stands for
   */
  public static String fill(String template, Function<Character, String> part) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c != '%' || i + 1 == template.length()) {
        text.append(c);
      } else {
        char letter = template.charAt(++i);
        text.append(letter == '%' ? "%" : part.apply(letter));
      }
    }
    return text.toString();
  }
}
