package io.celeriac.redis;

import io.celeriac.protocol.DecodeLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code broker_transport_options} for queues: kombu's by their own names and with
 * its defaults, and ours, which start with {@code celeriac_redis_}.
 *
 * @param naming what keys and channels are called
 * @param leases how long reservations last
 * @param queueOrder which queue is read first
 * @param bodyEncoding {@code base64}, or {@code utf-8} for the body as text
 * @param deadletterQueue where messages go that no queue is bound for, or null
 * @param limits what a message may cost
 * @param pollingInterval how long a wait for messages lasts at most before looking again
 */
record RedisOptions(
    Naming naming,
    LeasePolicy leases,
    QueueOrder.Strategy queueOrder,
    String bodyEncoding,
    @Nullable String deadletterQueue,
    DecodeLimits limits,
    Duration pollingInterval) {

  private static final int ROOM_FOR_HEADERS = 1 << 20;
  private static final long LONGEST_VALUE = 1 << 30;
  private static final List<Integer> PRIORITY_STEPS = List.of(0, 3, 6, 9);

  /**
   * kombu's lock lives for five minutes, and as long nobody puts back what dead workers had if its
   * owner is killed meanwhile. Each step of ours is atomic, so that the lock only spares work.
   */
  private static final Duration MUTEX_EXPIRE = Duration.ofSeconds(10);

  /**
   * Reads them.
   *
   * @throws io.celeriac.SettingException naming an option that cannot be used
   */
  static RedisOptions read(OptionReader options, boolean sentinel, boolean cluster) {
    String bodyEncoding = options.text("body_encoding", "base64");
    if (!bodyEncoding.equals("base64") && !bodyEncoding.equals("utf-8")) {
      throw options.wrong("body_encoding", "base64 or utf-8");
    }
    Duration polling = options.seconds("polling_interval", Duration.ofSeconds(1));
    if (polling.isZero()) {
      throw options.wrong("polling_interval", "more than 0 seconds");
    }
    return new RedisOptions(
        naming(options, sentinel, cluster),
        leases(options),
        queueOrder(options),
        bodyEncoding,
        options.text("deadletter_queue"),
        DecodeLimits.DEFAULTS,
        polling);
  }

  /** The same with other limits. */
  RedisOptions limitedTo(DecodeLimits other) {
    return new RedisOptions(
        naming, leases, queueOrder, bodyEncoding, deadletterQueue, other, pollingInterval);
  }

  /** The longest envelope that is read: of the longest body, in Base64, with some headers. */
  int longestEnvelope() {
    return (int) Math.min(LONGEST_VALUE, limits.maxBodyBytes() / 3L * 4 + ROOM_FOR_HEADERS);
  }

  /** The limits of an envelope, in which the body is one value. */
  DecodeLimits envelopeLimits() {
    return new DecodeLimits(
        longestEnvelope(),
        longestEnvelope(),
        1,
        1,
        limits.maxNesting(),
        limits.maxNumberLength(),
        limits.maxValues());
  }

  private static Naming naming(OptionReader options, boolean sentinel, boolean cluster) {
    List<Integer> steps = options.numbers("priority_steps", PRIORITY_STEPS);
    if (!steps.stream().sorted().distinct().toList().equals(steps)) {
      throw options.wrong("priority_steps", "ascending numbers such as [0, 3, 6, 9]");
    }
    String sep = options.text("sep", "\u0006\u0016");
    if (sep.isEmpty()) {
      throw options.wrong("sep", "at least one character, that no queue's name contains");
    }
    return new Naming(
        options.text("global_keyprefix", ""),
        sep,
        steps,
        options.text("unacked_key", "unacked"),
        options.text("unacked_index_key", "unacked_index"),
        options.text("unacked_mutex_key", "unacked_mutex"),
        fanoutPrefix(options),
        options.flag("fanout_patterns", true),
        sentinel && options.flag("sentinel_fanout_compat", false),
        cluster);
  }

  private static String fanoutPrefix(OptionReader options) {
    Object value = options.value("fanout_prefix");
    if (value instanceof String text && !text.equals("true") && !text.equals("false")) {
      return text;
    }
    return options.flag("fanout_prefix", true) ? "/{db}." : "";
  }

  private static LeasePolicy leases(OptionReader options) {
    Duration timeout = options.seconds("visibility_timeout", Duration.ofHours(1));
    if (timeout.isZero()) {
      throw options.wrong("visibility_timeout", "more than 0 seconds, 3600 unless changed");
    }
    Duration lease = options.seconds("celeriac_redis_lease", timeout);
    if (lease.isZero() || lease.compareTo(timeout) > 0) {
      throw options.wrong(
          "celeriac_redis_lease", "more than 0 seconds and at most visibility_timeout");
    }
    return new LeasePolicy(
        timeout,
        lease,
        restoreInterval(options, lease),
        options.number("unacked_restore_limit", 0),
        options.seconds("unacked_mutex_expire", MUTEX_EXPIRE),
        options.flag("ack_emulation", true));
  }

  /** kombu looks every interval times throttle, 100 s; looking is cheap here, so more often. */
  private static Duration restoreInterval(OptionReader options, Duration lease) {
    if (options.has("unacked_restore_interval") || options.has("unacked_restore_throttle")) {
      int throttle = Math.max(1, options.number("unacked_restore_throttle", 1));
      Duration interval = options.seconds("unacked_restore_interval", Duration.ofSeconds(10));
      return interval.multipliedBy(throttle);
    }
    Duration quarter = lease.dividedBy(4);
    return quarter.compareTo(Duration.ofSeconds(10)) < 0 ? quarter : Duration.ofSeconds(10);
  }

  private static QueueOrder.Strategy queueOrder(OptionReader options) {
    return switch (options.text("queue_order_strategy", "round_robin").toLowerCase(Locale.ROOT)) {
      case "round_robin" -> QueueOrder.Strategy.ROUND_ROBIN;
      case "priority" -> QueueOrder.Strategy.PRIORITY;
      case "sorted" -> QueueOrder.Strategy.SORTED;
      default -> throw options.wrong("queue_order_strategy", "round_robin, priority or sorted");
    };
  }
}
