package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Celeriac, Python Celery and Rusty Celery side by side; run by {@code faults/compare}, which has
 * the table written into docs/reliability.md. {@code -Dfaults.contest=K1} runs one row of it.
 */
@FaultCase
@Tag("long")
@EnabledIfSystemProperty(
    named = "faults.compare",
    matches = "write|print",
    disabledReason = "faults/compare runs it: a quarter of an hour")
final class ComparisonTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "reliability.md");
  private static final String BEGIN = "<!-- Written by faults/compare. -->\n";
  private static final String END = "<!-- Until here. -->";

  @Test
  void all_contenders_go_through_the_same(Chance drawn) throws Exception {
    String only = System.getProperty("faults.contest", "");
    List<String> rows = new ArrayList<>();
    for (Contest contest : Contest.values()) {
      if (only.isEmpty() || only.equals(contest.id())) {
        rows.add(row(contest, drawn.seed()));
      }
    }
    String table =
        "| | what | "
            + String.join(" | ", labels())
            + " | again |\n|---|---|---|---|---|---|\n"
            + String.join("", rows);

    System.out.println(table);
    if ("write".equals(System.getProperty("faults.compare"))) {
      write(table);
    }
    assertThat(rows).isNotEmpty();
  }

  private static List<String> labels() {
    return List.of(Contender.values()).stream().map(Contender::toString).toList();
  }

  private static String row(Contest contest, long seed) throws InterruptedException {
    StringBuilder row = new StringBuilder("| " + contest.id() + " | " + contest.what() + " | ");
    for (Contender whose : Contender.values()) {
      String cell = contest.run(whose, Chance.of(seed));
      System.out.println(contest.id() + " " + whose + ": " + cell);
      row.append(cell).append(" | ");
    }
    return row.append("`faults/compare ")
        .append(contest.id())
        .append(" -Dfaults.seed=")
        .append(seed)
        .append("` |\n")
        .toString();
  }

  private static void write(String table) throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    assertThat(end).as("the marks in " + DOCUMENT).isGreaterThan(begin - 1);
    Files.writeString(
        DOCUMENT, document.substring(0, begin) + "\n" + table + "\n" + document.substring(end));
  }
}
