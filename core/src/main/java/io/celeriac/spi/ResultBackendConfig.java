package io.celeriac.spi;

import io.celeriac.Settings;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a result backend is opened with.
 *
 * @param urls the addresses in {@code result_backend}, at least one
 * @param settings the app's settings: {@code result_expires} and the like
 * @param codec turns documents into the bytes that every Celery reads, and back
 * @param clock the time documents are dated with
 * @param transport the app's broker, for backends that send results as messages
 * @param replyTo the name of the queue on which this app awaits such results
 */
public record ResultBackendConfig(
    List<BrokerUrl> urls,
    Settings settings,
    ResultCodec codec,
    Clock clock,
    Supplier<Transport> transport,
    String replyTo) {
  public ResultBackendConfig {
    urls = List.copyOf(urls);
  }

  /** For a backend that needs no broker. */
  public ResultBackendConfig(
      List<BrokerUrl> urls, Settings settings, ResultCodec codec, Clock clock) {
    this(
        urls,
        settings,
        codec,
        clock,
        () -> {
          throw new IllegalStateException("this result backend was opened without a broker");
        },
        "");
  }
}
