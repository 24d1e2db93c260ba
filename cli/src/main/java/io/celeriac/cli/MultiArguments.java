package io.celeriac.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of {@code multi} behind its command, as Celery reads them: names, options for all
 * nodes, options for some ({@code -c:1-3 4}), and what follows {@code --} as it is. Other than
 * Celery's, it knows which options of a worker take a value, so that neither {@code -E mail} nor
 * {@code --concurrency 3} is misread.
 *
 * @param values what is no option: the nodes
 * @param options the options of all nodes, in order; an option without a value has an empty one
 * @param namespaces the options of some, by what names these
 * @param passthrough what follows {@code --}, with it
 * @param signal the last signal that is named, without its dash
 */
record MultiArguments(
    List<String> values,
    Map<String, String> options,
    Map<String, Map<String, String>> namespaces,
    List<String> passthrough,
    Optional<String> signal) {

  /** Signals that processes are sent by hand. */
  private static final Set<String> SIGNALS =
      Set.of(
          "ABRT", "ALRM", "CONT", "HUP", "INT", "KILL", "QUIT", "STOP", "TERM", "TSTP", "USR1",
          "USR2");

  /** Options of {@code multi} itself that take a value. */
  private static final Set<String> OWN =
      Set.of("--cmd", "--append", "--prefix", "--suffix", "--range-prefix", "--workdir");

  MultiArguments {
    values = List.copyOf(values);
    passthrough = List.copyOf(passthrough);
  }

  /**
   * Reads them.
   *
   * @param flags the options of a worker that take no value
   * @param valued those that take one
   */
  static MultiArguments parse(List<String> words, Set<String> flags, Set<String> valued) {
    return new Reading(words, flags, valued).read();
  }

  /** The arguments as they are read, from left to right. */
  private static final class Reading {
    private final List<String> words;
    private final Set<String> flags;
    private final Set<String> valued;
    private final List<String> values = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> namespaces = new LinkedHashMap<>();
    private Optional<String> signal = Optional.empty();
    private int next;

    Reading(List<String> words, Set<String> flags, Set<String> valued) {
      this.words = words.stream().filter(word -> !word.isEmpty()).toList();
      this.flags = flags;
      this.valued = valued;
    }

    MultiArguments read() {
      while (next < words.size()) {
        String word = words.get(next++);
        if (word.equals("--")) {
          List<String> rest = words.subList(next - 1, words.size());
          return new MultiArguments(values, options, namespaces, rest, signal);
        } else if (!word.startsWith("-")) {
          values.add(word);
        } else if (signal(word).isPresent()) {
          signal = signal(word);
        } else if (word.startsWith("--")) {
          longOption(word);
        } else {
          shortOption(word);
        }
      }
      return new MultiArguments(values, options, namespaces, List.of(), signal);
    }

    private static Optional<String> signal(String word) {
      String name = word.substring(1).replaceFirst("^SIG", "");
      return name.matches("\\d{1,2}") || SIGNALS.contains(name)
          ? Optional.of(name)
          : Optional.empty();
    }

    private void longOption(String word) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      boolean takesNext = equals < 0 && takesValue(name) && hasNext();
      String value = equals < 0 ? "" : word.substring(equals + 1);
      add(name, takesNext ? words.get(next++) : value);
    }

    private void shortOption(String word) {
      String name = word.replaceFirst(":.*", "");
      boolean attached = name.length() > 2 && valued.contains(name.substring(0, 2));
      if (attached) {
        add(name.substring(0, 2), word.substring(2));
      } else {
        add(word, !flags.contains(name) && hasNext() ? words.get(next++) : "");
      }
    }

    private boolean takesValue(String option) {
      String name = option.replaceFirst(":.*", "");
      return valued.contains(name) || OWN.contains(name);
    }

    private boolean hasNext() {
      return next < words.size() && !words.get(next).startsWith("-");
    }

    private void add(String option, String value) {
      int colon = option.indexOf(':');
      if (colon < 0) {
        options.put(option, value);
      } else {
        namespaces
            .computeIfAbsent(option.substring(colon + 1), some -> new LinkedHashMap<>())
            .put(option.substring(0, colon), value);
      }
    }
  }
}
