package io.celeriac;

import io.celeriac.protocol.PythonRepr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Workflows for people to read: on one line, as a tree, as a Mermaid flowchart. */
final class CanvasText {

  private CanvasText() {}

  /** On one line. */
  static String line(Draft draft) {
    return switch (draft) {
      case TaskDraft task -> call(task);
      case ChainDraft chain ->
          chain.tasks.stream().map(CanvasText::nestedLine).collect(Collectors.joining(" | "));
      case GroupDraft group ->
          group.tasks.stream()
              .map(CanvasText::line)
              .collect(Collectors.joining(", ", "group(", ")"));
      case ChordDraft chord ->
          chord.header().stream()
                  .map(CanvasText::line)
                  .collect(Collectors.joining(", ", "chord([", "], "))
              + (chord.body == null ? "no body" : line(chord.body))
              + ")";
    };
  }

  private static String nestedLine(Draft step) {
    return step instanceof ChainDraft ? "(" + line(step) + ")" : line(step);
  }

  /** The call with its arguments, as Python writes it. */
  private static String call(TaskDraft task) {
    List<String> arguments = new ArrayList<>();
    SensitiveParameters secret =
        task.declared().map(TaskOptions::sensitive).orElse(SensitiveParameters.NONE);
    secret.args(task.args).forEach(each -> arguments.add(shown(each)));
    secret.kwargs(task.kwargs).forEach((name, value) -> arguments.add(name + "=" + shown(value)));
    return task.task() + arguments.stream().collect(Collectors.joining(", ", "(", ")"));
  }

  private static String shown(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "None";
          case Signature<?> signature -> signature.toString();
          case Draft draft -> line(draft);
          case String _, Boolean _, Number _, List<?> _, Map<?, ?> _ -> {
            try {
              yield PythonRepr.of(value);
            } catch (IllegalArgumentException e) {
              yield value.toString();
            }
          }
          default -> value.toString();
        };
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  /** As an indented tree, one part on a line. */
  static String tree(Draft draft) {
    StringBuilder text = new StringBuilder();
    branch(draft, "", "", "", text);
    return text.toString();
  }

  private static void branch(
      Draft draft, String label, String first, String rest, StringBuilder text) {
    text.append(first).append(label).append(title(draft)).append('\n');
    List<Child> children = children(draft);
    for (int i = 0; i < children.size(); i++) {
      boolean last = i == children.size() - 1;
      branch(
          children.get(i).draft(),
          children.get(i).label(),
          rest + (last ? "└─ " : "├─ "),
          rest + (last ? "   " : "│  "),
          text);
    }
  }

  private record Child(String label, Draft draft) {}

  private static String title(Draft draft) {
    return switch (draft) {
      case TaskDraft task -> call(task);
      case ChainDraft _ -> "chain";
      case GroupDraft _ -> "group";
      case ChordDraft _ -> "chord";
    };
  }

  private static List<Child> children(Draft draft) {
    List<Child> all = new ArrayList<>();
    switch (draft) {
      case TaskDraft _ -> {}
      case ChainDraft chain -> {
        int number = 1;
        for (Draft step : chain.tasks) {
          all.add(new Child(number++ + ". ", step));
        }
      }
      case GroupDraft group -> group.tasks.forEach(each -> all.add(new Child("", each)));
      case ChordDraft chord -> {
        chord.header().forEach(each -> all.add(new Child("", each)));
        if (chord.body != null) {
          all.add(new Child("then ", chord.body));
        }
      }
    }
    draft.drafts(Draft.LINK).forEach(each -> all.add(new Child("on success: ", each)));
    draft.drafts(Draft.LINK_ERROR).forEach(each -> all.add(new Child("on error: ", each)));
    return all;
  }

  /** As a Mermaid flowchart, from the first tasks to the last. */
  static String mermaid(Draft draft) {
    return new Chart().draw(draft);
  }

  /** Draws edges between the ends of one part and the beginnings of the next. */
  private static final class Chart {
    private final StringBuilder text = new StringBuilder("flowchart TD\n");
    private int nodes;

    String draw(Draft draft) {
      part(draft, List.of());
      return text.toString();
    }

    /** Draws a part after some nodes, and returns the nodes that it ends with. */
    private List<String> part(Draft draft, List<String> before) {
      List<String> ends =
          switch (draft) {
            case TaskDraft task -> List.of(node(call(task), before, "-->"));
            case ChainDraft chain -> {
              List<String> last = before;
              for (Draft step : chain.tasks) {
                last = part(step, last);
              }
              yield last;
            }
            case GroupDraft group -> sideBySide(group.tasks, before);
            case ChordDraft chord -> {
              List<String> header = sideBySide(chord.header(), before);
              yield chord.body == null ? header : part(chord.body, header);
            }
          };
      for (Draft callback : draft.drafts(Draft.LINK)) {
        part(callback, ends);
      }
      for (Draft errback : draft.drafts(Draft.LINK_ERROR)) {
        node(line(errback), ends, "-. on error .->");
      }
      return ends;
    }

    private List<String> sideBySide(List<Draft> drafts, List<String> before) {
      List<String> ends = new ArrayList<>();
      drafts.forEach(each -> ends.addAll(part(each, before)));
      return ends.isEmpty() ? before : ends;
    }

    private String node(String title, List<String> before, String arrow) {
      String id = "t" + ++nodes;
      text.append("    ").append(id).append("[\"").append(escaped(title)).append("\"]\n");
      for (String from : before) {
        text.append("    ").append(from).append(' ').append(arrow).append(' ').append(id);
        text.append('\n');
      }
      return id;
    }

    private static String escaped(String title) {
      return title.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
  }
}
