package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import io.celeriac.Queue;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * The queues that the broker did not let us read, over all sessions of a transport. A refusal ends
 * the channel that it is given on, and with it the session that reads all other queues; so whoever
 * was refused once asks on a channel of its own first.
 */
final class RefusedReads {
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  /** Notes a refusal. */
  void add(Queue queue) {
    names.add(queue.name());
  }

  /**
   * Asks for a queue that was refused before; nothing for others. A message that comes meanwhile
   * goes back at once.
   *
   * @throws IOException when it is refused again
   */
  void retry(Queue queue, Map<String, Object> arguments, BrokerConnection connection)
      throws IOException {
    if (!names.contains(queue.name())) {
      return;
    }
    Channel trial = connection.openChannel();
    trial.basicQos(1);
    String tag =
        trial.basicConsume(
            queue.name(),
            /* autoAck= */ false,
            /* consumerTag= */ "",
            /* noLocal= */ false,
            /* exclusive= */ false,
            arguments,
            new DefaultConsumer(trial));
    trial.basicCancel(tag);
    try {
      trial.close();
    } catch (TimeoutException e) {
      throw new IOException("The channel of a trial was not closed in time", e);
    }
    names.remove(queue.name());
  }
}
