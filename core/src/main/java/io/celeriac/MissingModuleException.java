package io.celeriac;

import org.jspecify.annotations.Nullable;

/** A module of Celeriac that is needed is not on the class path; the message names it. */
public final class MissingModuleException extends CeleryException {

  private static final long serialVersionUID = 1L;

  public MissingModuleException(String message) {
    this(message, null);
  }

  public MissingModuleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
