package io.celeriac.spi;

import io.celeriac.Settings;
import java.time.Clock;
import java.util.List;

/**
 * What a transport is opened with.
 *
 * @param urls the broker's addresses in the order of {@code broker_url}, at least one; the further
 *     ones are for failover
 * @param settings the app's settings: {@code broker_transport_options}, {@code broker_heartbeat},
 *     {@code broker_connection_timeout}, {@code broker_use_ssl} and the like
 * @param clientName a name for the broker's list of connections
 * @param clock the time that reservations are made with
 */
public record TransportConfig(
    List<BrokerUrl> urls, Settings settings, String clientName, Clock clock) {
  public TransportConfig {
    urls = List.copyOf(urls);
  }
}
