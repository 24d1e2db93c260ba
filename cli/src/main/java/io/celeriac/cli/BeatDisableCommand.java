package io.celeriac.cli;

import io.celeriac.StoredSchedule;
import picocli.CommandLine.Command;

/** Keeps entries of a shared schedule from running, until they are enabled again. */
@Command(
    name = "disable",
    description = "Keep an entry of a shared schedule from running.",
    customSynopsis = "celeriac beat [-S URL] disable NAME...",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class BeatDisableCommand extends BeatEntriesCommand {

  BeatDisableCommand(Session session) {
    super(session, "disabled");
  }

  @Override
  boolean change(StoredSchedule schedule, String name) {
    return schedule.disable(name);
  }
}
