package io.celeriac.amqp;

import io.celeriac.Setting;
import io.celeriac.SettingType;
import io.celeriac.spi.TransportConfig;
import java.time.Duration;

/**
 * How to publish.
 *
 * @param confirms whether the broker has to confirm each message; without that a message may vanish
 *     in silence
 * @param timeout how long a publish may take, from the call to the confirm
 * @param alarmTimeout how long a publish waits for an alarm of the broker (too little memory or
 *     disk) to pass
 * @param maxMessages how many messages may be on their way at once; further publishes wait
 * @param maxBytes how many bytes of bodies may be on their way at once; a single larger message may
 */
record PublishSettings(
    boolean confirms, Duration timeout, Duration alarmTimeout, int maxMessages, long maxBytes) {

  private static final int MESSAGES = 10_000;
  private static final long BYTES = 64L << 20;

  /** As an app's settings say. */
  static PublishSettings of(TransportConfig config) {
    TransportOptions options = new TransportOptions(config.settings());
    return new PublishSettings(
        options.get("confirm_publish", SettingType.BOOLEAN, true),
        options.get("confirm_timeout", SettingType.SECONDS, Duration.ofSeconds(30)),
        config.settings().get(Setting.BROKER_CONNECTION_TIMEOUT),
        MESSAGES,
        BYTES);
  }
}
