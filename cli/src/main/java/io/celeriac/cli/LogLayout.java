package io.celeriac.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import io.celeriac.spi.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * Log lines in Celery's form, which its users' scripts parse: {@code [2026-11-23 17:04:05,678:
 * INFO/MainProcess] message}. What an application logs inside a task has the task's name and id
 * before the message. A record is one line, whatever its message holds; only a stack trace follows
 * on lines of its own, which no message in it can add to.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {

  private static final String OURS = "io.celeriac.";

  private final boolean colours;
  private final DateTimeFormatter time;
  private final ThrowableProxyConverter traces = new OneLineTraces();

  LogLayout(boolean colours, ZoneId zone) {
    this.colours = colours;
    this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT).withZone(zone);
  }

  @Override
  public void start() {
    traces.setContext(getContext());
    traces.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    Style style = colours ? style(event.getLevel()) : null;
    if (style != null) {
      line.append(style.on());
    }
    line.append('[')
        .append(time.format(Instant.ofEpochMilli(event.getTimeStamp())))
        .append(": ")
        .append(LogLevel.pythonName(event.getLevel()))
        .append('/')
        .append(process(event.getThreadName()))
        .append("] ");
    appendTask(line, event);
    line.append(Printable.line(event.getFormattedMessage()));
    if (style != null) {
      line.append(Style.off());
    }
    line.append(System.lineSeparator());
    if (event.getThrowableProxy() != null) {
      line.append(traces.convert(event));
    }
    return line.toString();
  }

  /** Ours name the task where that helps; what the application logs needs it before each line. */
  private static void appendTask(StringBuilder line, ILoggingEvent event) {
    Map<String, String> context = event.getMDCPropertyMap();
    if (!event.getLoggerName().startsWith(OURS) && context.containsKey("task_id")) {
      line.append(Printable.word(context.getOrDefault("task_name", "?")))
          .append('[')
          .append(Printable.word(context.getOrDefault("task_id", "?")))
          .append("]: ");
    }
  }

  /** Stack traces whose messages have no line feeds. */
  private static final class OneLineTraces extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
      return super.throwableProxyToString(new OneLineThrowable(thrown));
    }
  }

  private static String process(String thread) {
    return thread.equals("main") ? "MainProcess" : thread.isEmpty() ? "virtual" : thread;
  }

  private static @org.jspecify.annotations.Nullable Style style(Level level) {
    return switch (level.toInt()) {
      case Level.DEBUG_INT -> Style.BLUE;
      case Level.WARN_INT -> Style.YELLOW;
      case Level.ERROR_INT -> Style.RED;
      default -> null;
    };
  }
}
