package io.celeriac;

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
    super(message, cause);
  }
}
