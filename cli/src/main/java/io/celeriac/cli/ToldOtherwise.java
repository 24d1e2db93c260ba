package io.celeriac.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps out of the log what the demonstration tells in its own way: how tasks end, and that Ctrl-C
 * was pressed. What cannot be run at all is told by the log only.
 */
final class ToldOtherwise extends Filter<ILoggingEvent> {

  private static final String TASKS = "io.celeriac.worker.task";
  private static final String SIGNALS = "io.celeriac.worker.ProcessSignals";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean ended =
        event.getLoggerName().equals(TASKS) && !event.getMessage().startsWith("Received");
    return ended || event.getLoggerName().equals(SIGNALS) ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
