package io.celeriac.spi;

import io.celeriac.protocol.Message;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose messages count, where {@code celeriac_signature} says that only signed ones do.
 * Thread-safe.
 */
public interface MessageVerifier {

  /**
   * What is known of a message by its signature.
   *
   * @param serial what no other signature has
   * @param until when it ceases to count
   */
  record Signed(String serial, Instant until) {}

  /** Whether messages without a signature are refused. */
  boolean required();

  /**
   * Why a task message is refused; empty when it is not. Says nothing about whether it was there
   * before.
   */
  Optional<String> refusal(Message message, DeliveryInfo info);

  /** What the headers of a message that was not refused say. */
  Optional<Signed> signed(Map<String, @Nullable Object> headers);
}
