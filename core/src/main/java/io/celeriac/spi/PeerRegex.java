package io.celeriac.spi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that somebody else has sent, for a short text. Whatever it is, it ends soon:
 * its length is bounded, what it repeats, and how often it looks at a character. Immutable.
 */
public final class PeerRegex {

  private static final int LONGEST = 1_000;
  private static final int MOST_TURNS = 10_000;
  private static final int MOST_LOOKS = 1_000_000;
  private static final Pattern TURNS = Pattern.compile("\\{([0-9]+),?([0-9]*)");

  private final String text;
  private final Pattern pattern;

  /**
   * Makes one.
   *
   * @param flags as {@link Pattern#compile(String, int)} has them
   * @throws PatternSyntaxException when it is none, or beyond the bounds
   */
  public PeerRegex(String text, int flags) {
    this.text = text;
    if (text.length() > LONGEST) {
      throw refused("it is longer than " + LONGEST + " characters");
    }
    // Turns around nothing look at no character, and within each other multiply.
    double turns = 1;
    for (Matcher each = TURNS.matcher(text); each.find(); ) {
      String most = each.group(2).isEmpty() ? each.group(1) : each.group(2);
      turns *= Math.max(1, Double.parseDouble(most));
    }
    if (turns > MOST_TURNS) {
      throw refused("it repeats more than " + MOST_TURNS + " times");
    }
    this.pattern = Pattern.compile(text, flags);
  }

  /**
   * Whether it is a whole text.
   *
   * @throws PatternSyntaxException when it takes too long to tell
   */
  public boolean matches(String whole) {
    return matcher(whole).matches();
  }

  /**
   * Whether a text begins with it.
   *
   * @throws PatternSyntaxException when it takes too long to tell
   */
  public boolean isBeginningOf(String whole) {
    return matcher(whole).lookingAt();
  }

  private Matcher matcher(String whole) {
    return pattern.matcher(new Watched(whole, new int[] {MOST_LOOKS}));
  }

  private PatternSyntaxException refused(String why) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, 100) + "…";
    return new PatternSyntaxException(why, shown, -1);
  }

  /** A text that may be looked at so often; how much of that is left is counted down in place. */
  private final class Watched implements CharSequence {
    private final String whole;
    private final int[] left;

    Watched(String whole, int[] left) {
      this.whole = whole;
      this.left = left;
    }

    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw refused("it takes too long to compare with '" + whole + "'");
      }
      return whole.charAt(index);
    }

    @Override
    public int length() {
      return whole.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Watched(whole.substring(start, end), left);
    }

    @Override
    public String toString() {
      return whole;
    }
  }
}
