package io.celeriac.spi;

import io.celeriac.Settings;
import java.util.List;
import java.util.Set;

/** Makes stores of schedules for URL schemes; found with {@link java.util.ServiceLoader}. */
public interface ScheduleStoreProvider {

  /** The URL schemes it serves, lower case, without {@code ://}. */
  Set<String> schemes();

  /**
   * Opens a store; no I/O yet.
   *
   * @param urls the addresses, at least one
   * @throws io.celeriac.SettingException when the URL or an option in the settings cannot be used
   */
  ScheduleStore open(List<BrokerUrl> urls, Settings settings);
}
