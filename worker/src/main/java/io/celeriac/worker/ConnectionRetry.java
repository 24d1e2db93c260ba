package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Pauses;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the broker, again and again where the settings allow it: {@code
 * broker_connection_retry}, {@code broker_connection_retry_on_startup} and {@code
 * broker_connection_max_retries}, with waits of 2, 4, 6 … up to 30 seconds.
 */
final class ConnectionRetry {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionRetry.class);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Transport transport;
  private final boolean retryAtStart;
  private final boolean retryLater;
  private final boolean channelErrors;
  private final int maxRetries;
  private final Pauses pauses;
  private final CountDownLatch stopped = new CountDownLatch(1);

  ConnectionRetry(Transport transport, Settings settings) {
    this(transport, settings, STEP);
  }

  ConnectionRetry(Transport transport, Settings settings, Duration step) {
    this.transport = transport;
    this.retryLater = settings.get(Setting.BROKER_CONNECTION_RETRY);
    this.retryAtStart =
        settings.find(Setting.BROKER_CONNECTION_RETRY_ON_STARTUP).orElse(retryLater);
    this.channelErrors = settings.get(Setting.BROKER_CHANNEL_ERROR_RETRY);
    this.maxRetries =
        settings.find(Setting.BROKER_CONNECTION_MAX_RETRIES).orElse(Integer.MAX_VALUE);
    this.pauses = Pauses.growing(Integer.MAX_VALUE, step, step, LONGEST);
  }

  /** Waits end, and nothing is tried again. */
  void stop() {
    stopped.countDown();
  }

  /**
   * Whether to connect again after an error of a channel, such as a queue that the broker refuses.
   * At the start by {@code broker_channel_error_retry}: it may be a mistake in the settings. What
   * was allowed then has been changed on the broker since, and may be changed back. Waits before it
   * says so.
   *
   * @param attempt how often that has been, from 1
   */
  boolean afterChannelError(BrokerException e, boolean first, int attempt)
      throws InterruptedException {
    if (!(first ? channelErrors && retryAtStart : retryLater)) {
      return false;
    }
    Duration wait = wait(attempt);
    LOG.error(
        "consumer: {} has refused something: {} Connecting again in {} seconds…{}",
        transport.displayUrl(),
        e.getMessage(),
        wait.toMillis() / 1000.0,
        first ? " (broker_channel_error_retry)" : "");
    boolean ignored = stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    return true;
  }

  private Duration wait(int attempt) {
    return Objects.requireNonNull(pauses.after(attempt));
  }

  /**
   * A connected consumer; empty when {@link #stop} was called meanwhile.
   *
   * @throws BrokerException when the broker cannot be reached within the retries allowed
   */
  Optional<Consumer> connect(boolean first) throws InterruptedException {
    boolean retry = first ? retryAtStart : retryLater;
    for (int attempt = 0; stopped.getCount() > 0; attempt++) {
      try {
        return Optional.of(transport.connectConsumer());
      } catch (BrokerException e) {
        if (!retry || attempt >= maxRetries) {
          throw e;
        }
        Duration wait = wait(attempt + 1);
        LOG.error(
            "consumer: Cannot connect to {}: {} Trying again in {} seconds… ({}/{})",
            transport.displayUrl(),
            e.getMessage(),
            wait.toMillis() / 1000.0,
            attempt + 1,
            maxRetries == Integer.MAX_VALUE ? "no limit" : maxRetries);
        if (stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
