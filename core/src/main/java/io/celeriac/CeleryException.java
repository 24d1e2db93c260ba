package io.celeriac;

import io.celeriac.spi.Printable;
import org.jspecify.annotations.Nullable;

/**
 * What Celeriac throws at an application; each case is a class of its own. Unchecked throughout.
 */
public abstract sealed class CeleryException extends RuntimeException
    permits BrokerException,
        ResultBackendException,
        ScheduleStoreException,
        SettingException,
        TaskRegistrationException,
        RoutingException,
        ArgumentException,
        TaskFailedException,
        TaskRevokedError,
        ResultTimeoutException,
        MissingModuleException,
        ProcessPoolException {

  CeleryException(String message, @Nullable Throwable cause) {
    super(Printable.lines(message), cause); // a peer may have worded it
  }
}
