package io.celeriac.cli;

import io.celeriac.Hosts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which nodes arguments of {@code multi} describe, and with which options: names, or one number for
 * so many nodes {@code celery1} to {@code celeryN}.
 */
final class MultiNodes {

  private static final String RANGE_PREFIX = "celery";

  private final MultiArguments arguments;
  private final Map<String, String> options;
  private final Map<String, Map<String, String>> namespaces = new LinkedHashMap<>();
  private final MultiCommandLine command;

  private MultiNodes(MultiArguments arguments, MultiCommandLine command) {
    this.arguments = arguments;
    this.options = new LinkedHashMap<>(arguments.options());
    this.command = command;
    arguments.namespaces().forEach((name, some) -> namespaces.put(name, new LinkedHashMap<>(some)));
  }

  /**
   * The nodes.
   *
   * @param command how a node is started
   * @throws UsageException when there is none, or options are for one that there is not
   */
  static List<MultiNode> of(MultiArguments arguments, MultiCommandLine command) {
    return new MultiNodes(arguments, command).nodes();
  }

  private List<MultiNode> nodes() {
    boolean range = arguments.values().size() == 1 && isNumber(arguments.values().getFirst());
    List<String> names =
        range
            ? IntStream.rangeClosed(1, Integer.parseInt(arguments.values().getFirst()))
                .mapToObj(String::valueOf)
                .toList()
            : arguments.values();
    if (names.isEmpty()) {
      throw new UsageException(
          "Which nodes? Give their names, as in 'celeriac multi start mail video', or their"
              + " number, as in 'celeriac multi start 3'");
    }
    String hostname = take("--hostname", take("-n", Hosts.name()));
    String prefix = take("--prefix", "");
    String suffix = take("--suffix", hostname);
    String rangePrefix = take("--range-prefix", RANGE_PREFIX);
    MultiCommandLine given =
        command.with(take("--cmd", ""), take("--append", ""), take("--workdir", ""));
    spreadLists(range);
    if (!range) {
      numbersToNames(names);
    }
    List<MultiNode> nodes = new ArrayList<>();
    for (String name : names) {
      String full = full(name, range ? rangePrefix : prefix, suffix);
      Map<String, String> own = new LinkedHashMap<>(options);
      own.putAll(namespaces.getOrDefault(full, namespaces.getOrDefault(name, Map.of())));
      nodes.add(new MultiNode(full, own, arguments.passthrough(), given));
    }
    return nodes;
  }

  private String take(String option, String otherwise) {
    String value = options.remove(option);
    return value == null || value.isEmpty()
        ? otherwise
        : value.equals("''") || value.equals("\"\"") ? "" : value;
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,6}");
  }

  private static String full(String name, String prefix, String suffix) {
    String node = name.contains("@") ? name : prefix + name + "@" + suffix;
    // As where a node itself is named: %h is this machine.
    return node.replace("%h", Hosts.name());
  }

  /** {@code 1-3} and {@code a,b} become options of each. */
  private void spreadLists(boolean range) {
    for (String name : List.copyOf(namespaces.keySet())) {
      if (name.contains(",") || (range && name.contains("-"))) {
        Map<String, String> some = namespaces.remove(name);
        for (String part : name.split(",", -1)) {
          members(part, range)
              .forEach(each ->
                  namespaces.computeIfAbsent(each, any -> new LinkedHashMap<>()).putAll(some));
        }
      }
    }
  }

  private static List<String> members(String part, boolean range) {
    if (!range || !part.contains("-")) {
      return List.of(part);
    }
    if (!part.matches("\\d{1,6}-\\d{1,6}")) {
      throw new UsageException("'" + part + "' is no range of nodes; expected numbers such as 1-3");
    }
    String[] ends = part.split("-", -1);
    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
        .mapToObj(String::valueOf)
        .toList();
  }

  /** Among named nodes a number is a place in the list, from 1 on. */
  private void numbersToNames(List<String> names) {
    for (String name : List.copyOf(namespaces.keySet())) {
      if (isNumber(name)) {
        int index = Integer.parseInt(name);
        if (index < 1 || index > names.size()) {
          throw new UsageException(
              "There are options for node " + name + ", but nodes 1 to " + names.size() + " only");
        }
        namespaces
            .computeIfAbsent(names.get(index - 1), any -> new LinkedHashMap<>())
            .putAll(namespaces.getOrDefault(name, Map.of()));
      }
    }
  }
}
