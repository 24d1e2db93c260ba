package io.celeriac.spi;

import java.util.Set;

/** Makes result backends for URL schemes; found with {@link java.util.ServiceLoader}. */
public interface ResultBackendProvider {

  /** The URL schemes it serves, lower case, without {@code ://}. */
  Set<String> schemes();

  /**
   * Opens a backend; no I/O yet.
   *
   * @throws io.celeriac.SettingException when the URL or an option in the settings cannot be used
   */
  ResultBackend open(ResultBackendConfig config);
}
