package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Celeriac, Python Celery and Rusty Celery side by side; run by {@code faults/compare}, which has
 * the table in docs/reliability.md written. {@code -Dfaults.contest=K1,W1} runs these rows of it.
 */
@FaultCase
@Tag("long")
@EnabledIfSystemProperty(
    named = "faults.compare",
    matches = "write|print",
    disabledReason = "faults/compare runs it: half an hour")
final class ComparisonTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "reliability.md");
  private static final String BEGIN = "<!-- Written by faults/compare. -->\n";
  private static final String END = "<!-- Until here. -->";

  @Test
  void all_contenders_go_through_the_same(Chance drawn) throws Exception {
    boolean writing = "write".equals(System.getProperty("faults.compare"));
    List<String> only =
        Stream.of(System.getProperty("faults.contest", "").split(","))
            .filter(id -> !id.isBlank())
            .toList();
    List<String> ids = Stream.of(Contest.values()).map(Contest::id).toList();
    assertThat(ids).as("rows").containsAll(only);
    for (Contest contest : Contest.values()) {
      if (only.isEmpty() || only.contains(contest.id())) {
        String row = row(contest, drawn.seed());
        System.out.print(row);
        if (writing) {
          write(row); // at once: the next one takes minutes
        }
      }
    }
  }

  private static String row(Contest contest, long seed) throws InterruptedException {
    List<String> cells = new ArrayList<>(List.of(contest.id(), contest.what()));
    for (Contender whose : Contender.values()) {
      String cell = contest.run(whose, Chance.of(seed));
      System.out.println(contest.id() + " " + whose + ": " + cell);
      cells.add(cell);
    }
    cells.add("`faults/compare %s -Dfaults.seed=%d`".formatted(contest.id(), seed));
    return line(cells);
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** Puts a row into its place, and leaves the others. */
  private static void write(String row) throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    assertThat(end).as("the marks in " + DOCUMENT).isGreaterThan(begin - 1);
    Map<String, String> rows = new HashMap<>();
    document
        .substring(begin, end)
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| |"))
        .forEach(line -> rows.put(id(line), line + "\n"));
    rows.put(id(row), row);
    List<String> labels = new ArrayList<>(List.of("", "what"));
    Stream.of(Contender.values()).map(Contender::toString).forEach(labels::add);
    labels.add("again");
    StringBuilder table = new StringBuilder("\n").append(line(labels).replace("|  |", "| |"));
    table.append("|---".repeat(labels.size())).append("|\n");
    for (Contest contest : Contest.values()) {
      table.append(rows.getOrDefault(contest.id(), ""));
    }
    Files.writeString(
        DOCUMENT, document.substring(0, begin) + table.append("\n") + document.substring(end));
  }

  private static String id(String row) {
    return row.substring(2, row.indexOf(" |", 2));
  }
}
