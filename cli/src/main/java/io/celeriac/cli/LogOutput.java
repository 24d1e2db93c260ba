package io.celeriac.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import io.celeriac.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Says where the log goes. The command takes logging over, as Celery's worker does, unless the
 * property {@code logback.configurationFile} names a configuration of the application's own, or
 * another implementation of SLF4J is in force.
 */
final class LogOutput {

  private static final String OWN_CONFIGURATION = "logback.configurationFile";

  private LogOutput() {}

  /** To standard error, except what a filter denies. */
  @SafeVarargs
  static void toStandardError(LogLevel level, Terminal errors, Filter<ILoggingEvent>... filters) {
    context()
        .ifPresent(context -> {
          ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
          console.setTarget("System.err");
          for (Filter<ILoggingEvent> filter : filters) {
            filter.start();
            console.addFilter(filter);
          }
          use(context, withLayout(console, context, errors.colours()), level.level());
        });
  }

  /**
   * To the end of a file.
   *
   * @throws SettingException when the file cannot be written
   */
  static void toFile(LogLevel level, Path file) {
    checkWritable(file);
    context()
        .ifPresent(context -> {
          FileAppender<ILoggingEvent> appender = new FileAppender<>();
          appender.setFile(file.toString());
          use(context, withLayout(appender, context, false), level.level());
        });
  }

  /**
   * Looks whether a log could go to a file.
   *
   * @throws SettingException when it could not
   */
  static void checkWritable(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(file)
            ? Files.isWritable(file) && !Files.isDirectory(file)
            : directory != null && Files.isWritable(directory);
    if (!writable) {
      throw new SettingException(
          "The log file "
              + file
              + " (command line --logfile) cannot be written: "
              + (Files.isDirectory(file)
                  ? "it is a directory"
                  : "no permission, or no such directory")
              + "; name a file in a directory that you may write to");
    }
  }

  /** To an appender, from warnings on. */
  static void to(Appender<ILoggingEvent> appender) {
    context()
        .ifPresent(context -> {
          appender.setContext(context);
          use(context, appender, Level.WARN);
        });
  }

  private static Appender<ILoggingEvent> withLayout(
      OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, boolean colours) {
    LogLayout layout = new LogLayout(colours, ZoneId.systemDefault());
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    return appender;
  }

  private static void use(LoggerContext context, Appender<ILoggingEvent> appender, Level level) {
    context.reset();
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    if (level == Level.INFO) {
      // That a pool of connections starts and ends is nothing that a worker has to tell.
      context.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
    }
    root.addAppender(appender);
  }

  private static Optional<LoggerContext> context() {
    return System.getProperty(OWN_CONFIGURATION) == null
            && LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        ? Optional.of(context)
        : Optional.empty();
  }
}
