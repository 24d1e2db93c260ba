package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.Queue;
import io.celeriac.spi.BrokerFact;
import io.celeriac.spi.BrokerFact.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Looks whether queues are on the broker as the settings describe them, by declaring them anew
 * where they are there already. Makes none.
 */
final class QueueChecks {

  private final BrokerConnection connection;

  QueueChecks(BrokerConnection connection) {
    this.connection = connection;
  }

  List<BrokerFact> of(Collection<Queue> queues) {
    List<BrokerFact> facts = new ArrayList<>();
    queues.forEach(queue -> facts.add(fact(queue)));
    return facts;
  }

  private BrokerFact fact(Queue queue) {
    String subject = "queue " + queue.name();
    String kind =
        (queue.durable() ? "durable " : "transient ") + (queue.isQuorum() ? "quorum" : "classic");
    if (!asked(channel -> channel.queueDeclarePassive(queue.name())).isEmpty()) {
      return new BrokerFact(
          subject, "not there yet", "it will be declared as " + kind, Weight.GOOD, "");
    }
    String refusal =
        asked(channel ->
            channel.queueDeclare(
                queue.name(),
                queue.durable(),
                queue.exclusive(),
                queue.autoDelete(),
                FieldWriter.table("Queue argument", queue.arguments())));
    if (!refusal.isEmpty()) {
      return new BrokerFact(
          subject,
          "other than the settings describe it",
          "workers and clients cannot declare it: " + refusal,
          Weight.LOSES,
          "delete the queue when it is empty, or describe it as it is");
    }
    return queue.durable()
        ? new BrokerFact(
            subject,
            kind,
            queue.isQuorum()
                ? "it survives the loss of a minority of its nodes"
                : "it survives a restart, and not the loss of its node's disk",
            Weight.GOOD,
            "")
        : new BrokerFact(
            subject, kind, "it goes with a restart of the broker", Weight.LOSES, "durable");
  }

  private interface Request {
    Object on(Channel channel) throws IOException;
  }

  /** Why the broker refuses something; empty when it does not. */
  private String asked(Request request) {
    Channel channel = connection.openChannel();
    try {
      Object answer = request.on(channel);
      assert answer != null;
      channel.abort();
      return "";
    } catch (IOException e) {
      return e.getCause() instanceof ShutdownSignalException signal
          ? Objects.requireNonNullElse(SessionProblems.words(signal), "it does not say why")
          : String.valueOf(e.getMessage());
    }
  }
}
