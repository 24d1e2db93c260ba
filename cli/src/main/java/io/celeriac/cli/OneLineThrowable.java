package io.celeriac.cli;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.celeriac.spi.Printable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An exception as the log tells of it, its message and those of its causes on one line each. */
final class OneLineThrowable implements IThrowableProxy {

  private final IThrowableProxy thrown;

  OneLineThrowable(IThrowableProxy thrown) {
    this.thrown = thrown;
  }

  private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy other) {
    return other == null ? null : new OneLineThrowable(other);
  }

  @Override
  public @Nullable String getMessage() {
    String message = thrown.getMessage();
    return message == null ? null : Printable.line(message);
  }

  @Override
  public @Nullable String getOverridingMessage() {
    String message = thrown.getOverridingMessage();
    return message == null ? null : Printable.line(message);
  }

  @Override
  public String getClassName() {
    return thrown.getClassName();
  }

  @Override
  public StackTraceElementProxy[] getStackTraceElementProxyArray() {
    return thrown.getStackTraceElementProxyArray();
  }

  @Override
  public int getCommonFrames() {
    return thrown.getCommonFrames();
  }

  @Override
  public @Nullable IThrowableProxy getCause() {
    return of(thrown.getCause());
  }

  @Override
  public IThrowableProxy[] getSuppressed() {
    return Arrays.stream(thrown.getSuppressed())
        .map(OneLineThrowable::new)
        .toArray(IThrowableProxy[]::new);
  }

  @Override
  public boolean isCyclic() {
    return thrown.isCyclic();
  }
}
