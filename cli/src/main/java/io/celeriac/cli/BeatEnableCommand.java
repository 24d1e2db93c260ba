package io.celeriac.cli;

import io.celeriac.StoredSchedule;
import picocli.CommandLine.Command;

/** Lets entries of a shared schedule run again; what was missed is not made up. */
@Command(
    name = "enable",
    description = "Let an entry of a shared schedule run again.",
    customSynopsis = "celeriac beat [-S URL] enable NAME...",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class BeatEnableCommand extends BeatEntriesCommand {

  BeatEnableCommand(Session session) {
    super(session, "enabled");
  }

  @Override
  boolean change(StoredSchedule schedule, String name) {
    return schedule.enable(name);
  }
}
