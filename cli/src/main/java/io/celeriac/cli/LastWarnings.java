package io.celeriac.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last of what is logged, for the case that it is wanted. Thread-safe. */
final class LastWarnings extends AppenderBase<ILoggingEvent> {

  private static final int KEPT = 12;

  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  protected void append(ILoggingEvent event) {
    synchronized (lines) {
      if (lines.size() == KEPT) {
        lines.removeFirst();
      }
      lines.addLast(LogLevel.pythonName(event.getLevel()) + ": " + event.getFormattedMessage());
    }
  }

  /** The oldest first. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }
}
