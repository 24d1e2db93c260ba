package io.celeriac.cli;

import io.celeriac.spi.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of texts of whatever origin, its columns as wide as their widest cell. Not thread-safe.
 */
final class Columns {

  private final List<List<String>> rows = new ArrayList<>();

  Columns(List<String> titles) {
    rows.add(List.copyOf(titles));
  }

  void add(List<String> row) {
    rows.add(row.stream().map(Printable::word).toList());
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell);
        if (column + 1 < row.size()) {
          line.repeat(' ', width(column) - cell.length() + 2);
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
