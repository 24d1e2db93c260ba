package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;

/**
 * The limit of unsettled deliveries of one channel. RabbitMQ 3.3 to 3.13 shares one limit among all
 * queues of a channel where that is asked for; later and other brokers, and quorum queues
 * everywhere, know only a limit for each queue, which holds from when the queue is consumed. Not
 * thread-safe.
 */
final class PrefetchLimit {
  private static final int MOST = 65_535;

  private boolean shared;
  private int count;
  private boolean sent;

  PrefetchLimit(boolean shared) {
    this.shared = shared;
  }

  /** Whether the broker, by what it says about itself, can share one limit among queues. */
  static boolean canBeShared(Map<String, Object> serverProperties) {
    String product = String.valueOf(serverProperties.get("product"));
    String[] version = String.valueOf(serverProperties.get("version")).split("[^0-9]+", 3);
    if (!product.equals("RabbitMQ") || version.length < 2) {
      return false;
    }
    int minor = version[1].isEmpty() ? 0 : Integer.parseInt(version[1]);
    return version[0].equals("3") && minor >= 3;
  }

  /** Whether one limit is shared, so that a change reaches what is already consumed. */
  boolean isShared() {
    return shared;
  }

  /** Sets the limit, at once where something is consumed already. */
  void set(int newCount, Channel channel, boolean consuming) throws IOException {
    count = newCount;
    sent = false;
    if (consuming) {
      send(channel);
    }
  }

  /** Tells the broker, unless it knows. To be called before each consume. */
  void send(Channel channel) throws IOException {
    if (!sent) {
      // AMQP has 16 bits for it; Celery lifts the limit where it does not fit.
      channel.basicQos(0, count > MOST ? 0 : count, shared);
      sent = true;
    }
  }

  /**
   * Goes over to a limit for each queue. What is consumed already has none then, and has to be
   * consumed anew.
   */
  void unshare(Channel channel) throws IOException {
    if (sent) {
      channel.basicQos(0, 0, true);
    }
    shared = false;
    sent = false;
  }
}
