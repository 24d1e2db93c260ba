package io.celeriac.spi;

import java.util.Set;

/**
 * Makes transports for URL schemes; found with {@link java.util.ServiceLoader}, so that a new
 * broker is one module on the class path and no edit elsewhere.
 */
public interface TransportProvider {

  /** The URL schemes it serves, lower case, without {@code ://}: such as amqp, amqps, pyamqp. */
  Set<String> schemes();

  /**
   * Opens a transport; no I/O yet.
   *
   * @throws io.celeriac.SettingException when a URL or an option in the settings cannot be used
   */
  Transport open(TransportConfig config);
}
