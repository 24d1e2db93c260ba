package io.celeriac.cli;

import io.celeriac.StoredSchedule;
import picocli.CommandLine.Command;

/** Removes entries from a shared schedule. Those of the app's configuration come back with it. */
@Command(
    name = "remove",
    description = "Remove an entry from a shared schedule.",
    customSynopsis = "celeriac beat [-S URL] remove NAME...",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class BeatRemoveCommand extends BeatEntriesCommand {

  BeatRemoveCommand(Session session) {
    super(session, "removed");
  }

  @Override
  boolean change(StoredSchedule schedule, String name) {
    return schedule.remove(name);
  }
}
