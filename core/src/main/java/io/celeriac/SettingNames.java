package io.celeriac;

import java.util.Comparator;
import java.util.Optional;

/** Finds the setting that was probably meant by a name there is none for. */
final class SettingNames {

  private SettingNames() {}

  /** The nearest known name, unless all are so far off that naming one would not help. */
  static Optional<String> nearest(String name) {
    int most = Math.max(2, name.length() / 3);
    return SettingTable.rows().stream()
        .map(SettingTable.Row::name)
        .filter(known -> Math.abs(known.length() - name.length()) <= most)
        .min(Comparator.comparingInt(known -> distance(name, known)))
        .filter(known -> distance(name, known) <= most);
  }

  /** How many characters must be inserted, deleted, replaced or swapped with their neighbour. */
  static int distance(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[to.length()];
  }
}
