package io.celeriac;

import org.jspecify.annotations.Nullable;

/**
 * A setting or a broker URL that cannot be used: which, its value, where it came from, what would
 * be right.
 */
public final class SettingException extends CeleryException {

  private static final long serialVersionUID = 1L;

  public SettingException(String message) {
    this(message, null);
  }

  public SettingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
