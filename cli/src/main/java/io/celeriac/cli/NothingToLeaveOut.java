package io.celeriac.cli;

/** Celery's options to do without what there is none of here; for command lines that have them. */
final class NothingToLeaveOut {}
