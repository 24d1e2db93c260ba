package io.celeriac.cli;

import picocli.CommandLine.Option;

/** Celery's options to do without what there is none of here; for command lines that have them. */
final class NothingToLeaveOut {

  @Option(names = "--without-mingle", hidden = true)
  boolean mingle;
}
