package io.celeriac.cli;

import io.celeriac.spi.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A drawing for Graphviz, in Celery's shapes and colours. Not thread-safe. */
final class Graphviz {

  private static final Map<String, String> SCHEME =
      ordered("shape", "box", "arrowhead", "vee", "style", "filled", "fontname", "HelveticaNeue");

  private static final Map<String, String> EDGE =
      ordered("color", "darkseagreen4", "arrowcolor", "black", "arrowsize", "0.7");

  /** A thing that stands on others. */
  static final Map<String, String> NODE = ordered("fillcolor", "palegreen3", "color", "palegreen4");

  /** A thing that stands on nothing. */
  static final Map<String, String> TERMINAL =
      ordered("fillcolor", "palegreen1", "color", "palegreen2");

  private final List<String> lines = new ArrayList<>();
  private final Set<String> drawn = new LinkedHashSet<>();

  /**
   * Begins one.
   *
   * @param root the name of the node that is above all; None when there is none
   */
  Graphviz(String root) {
    lines.add("digraph dependencies {");
    lines.add("    graph [" + attributes(ordered("bgcolor", "mintcream", "root", root)) + "]");
  }

  /** Attributes in their order. */
  static Map<String, String> ordered(String... namesAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  /** Draws a node, unless it has been. */
  void node(String name, Map<String, String> attributes) {
    if (drawn.add(name)) {
      lines.add("    " + quoted(name) + " [" + attributes(attributes) + "]");
    }
  }

  /** Draws an arrow from a thing to what it stands on. */
  void edge(String from, String to, Map<String, String> more) {
    Map<String, String> attributes = new LinkedHashMap<>(EDGE);
    attributes.putAll(more);
    lines.add("    " + quoted(from) + " -> " + quoted(to) + " [" + attributes(attributes) + "]");
  }

  private static String attributes(Map<String, String> own) {
    Map<String, String> all = new LinkedHashMap<>(SCHEME);
    all.putAll(own);
    return all.entrySet().stream()
        .map(each -> each.getKey() + "=" + quoted(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String text) {
    return "\"" + Printable.word(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** All of it. */
  String text() {
    return String.join("\n", lines) + "\n}";
  }
}
