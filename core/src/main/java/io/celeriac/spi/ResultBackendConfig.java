package io.celeriac.spi;

import io.celeriac.Settings;
import java.time.Clock;
import java.util.List;

/**
 * What a result backend is opened with.
 *
 * @param urls the addresses in {@code result_backend}, at least one
 * @param settings the app's settings: {@code result_expires} and the like
 * @param codec turns documents into the bytes that every Celery reads, and back
 * @param clock the time documents are dated with
 */
public record ResultBackendConfig(
    List<BrokerUrl> urls, Settings settings, ResultCodec codec, Clock clock) {
  public ResultBackendConfig {
    urls = List.copyOf(urls);
  }
}
