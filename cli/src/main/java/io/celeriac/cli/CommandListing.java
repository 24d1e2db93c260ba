package io.celeriac.cli;

import io.celeriac.Control;
import io.celeriac.RemoteCommand;
import java.util.Comparator;
import java.util.List;

/** The commands of remote control that there are, and what each of them does. */
final class CommandListing {

  private static final int FIRST_COLUMN = 30;

  private CommandListing() {}

  /** Those of a kind that are offered, by name. */
  static List<RemoteCommand> of(Control control, RemoteCommand.Kind kind) {
    return control.commands().stream()
        .filter(command -> command.kind() == kind && command.visible())
        .sorted(Comparator.comparing(RemoteCommand::name))
        .toList();
  }

  static String text(Control control, RemoteCommand.Kind kind) {
    String title = kind == RemoteCommand.Kind.INSPECT ? "Inspect" : "Control";
    StringBuilder text = new StringBuilder(title).append(" Commands:\n");
    for (RemoteCommand command : of(control, kind)) {
      String call = (command.name() + " " + command.signature()).strip();
      String gap =
          call.length() > FIRST_COLUMN
              ? "\n" + " ".repeat(FIRST_COLUMN + 4)
              : " ".repeat(FIRST_COLUMN + 2 - call.length());
      text.append("  ").append(call).append(gap).append(command.help()).append('\n');
    }
    return text.toString();
  }

  /**
   * The command of a name.
   *
   * @throws UsageException when there is none of the kind
   */
  static RemoteCommand find(Control control, RemoteCommand.Kind kind, String name) {
    List<RemoteCommand> all = of(control, kind);
    return all.stream()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "Command "
                    + name
                    + " not recognized. Available "
                    + (kind == RemoteCommand.Kind.INSPECT ? "inspect" : "control")
                    + " commands: "
                    + String.join(", ", all.stream().map(RemoteCommand::name).toList())));
  }
}
