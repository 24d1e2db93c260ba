package io.celeriac.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Keeps Logback from looking for configurations of its own before {@link LogOutput} says where the
 * log goes: saves their time at every start, and their default of logging everything. Found by
 * Logback with {@link java.util.ServiceLoader}.
 */
public final class QuietLogging extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    return System.getProperty("logback.configurationFile") == null
        ? ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY
        : ExecutionStatus.INVOKE_NEXT_IF_ANY;
  }
}
