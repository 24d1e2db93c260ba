package io.celeriac.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/** Asks before something is deleted for good. */
final class Question {

  private Question() {}

  /**
   * Warns of what is about to happen, and asks; whoever says nothing declines.
   *
   * @param what what will happen, a sentence
   * @param question what is asked
   */
  static boolean isConfirmed(Session session, PrintWriter err, String what, String question)
      throws IOException {
    err.println(Style.RED.of("WARNING", session.surroundings().errors()) + ": " + what);
    err.println("         There is no undo for this operation!");
    err.println();
    err.println("(to skip this prompt use the -f option)");
    err.print(question + " [y/N]: ");
    err.flush();
    BufferedReader answers =
        new BufferedReader(
            new InputStreamReader(session.surroundings().input(), Charset.defaultCharset()));
    String answer = answers.readLine();
    boolean yes =
        answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    if (!yes) {
      err.println("Aborted!");
    }
    return yes;
  }
}
