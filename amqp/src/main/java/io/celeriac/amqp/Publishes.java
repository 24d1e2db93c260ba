package io.celeriac.amqp;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ends publishes. Their futures are completed on a thread of their own for each group, never on the
 * one that reads the socket: what an application does on completion may wait for another publish,
 * whose confirm only that thread can read.
 */
final class Publishes {
  private final PublishBacklog backlog;
  private final IoThreads threads;

  Publishes(PublishBacklog backlog, IoThreads threads) {
    this.backlog = backlog;
    this.threads = threads;
  }

  /** The broker has them, or has handed them back. */
  void confirmed(List<Outgoing> outgoing) {
    end(
        outgoing,
        each -> {
          String returned = each.returned();
          return returned == null ? Result.SUCCESS : new Result(unroutable(each, returned));
        });
  }

  /** They failed. */
  void failed(List<Outgoing> outgoing, Function<Outgoing, BrokerException> why) {
    end(outgoing, each -> new Result(why.apply(each)));
  }

  /** One failed. */
  void failed(Outgoing outgoing, BrokerException why) {
    failed(List.of(outgoing), each -> why);
  }

  private record Result(@Nullable BrokerException failure) {
    static final Result SUCCESS = new Result(null);
  }

  private void end(List<Outgoing> outgoing, Function<Outgoing, Result> result) {
    if (outgoing.isEmpty()) {
      return;
    }
    backlog.done(outgoing);
    threads.start(() -> outgoing.forEach(each -> complete(each, result.apply(each))));
  }

  @SuppressWarnings("NullAway") // Void has no other value than null
  private static void complete(Outgoing outgoing, Result result) {
    BrokerException failure = result.failure();
    if (failure == null) {
      outgoing.outcome().complete(null);
    } else {
      outgoing.outcome().completeExceptionally(failure);
    }
  }

  private static BrokerException unroutable(Outgoing outgoing, String words) {
    String exchange = outgoing.publication().exchange();
    String key = outgoing.publication().routingKey();
    String advice =
        exchange.isEmpty()
            ? "the queue '%s' does not exist; a worker that consumes it declares it, or declare it before publishing"
                .formatted(key)
            : "no queue is bound to the exchange '%s' with a key that matches '%s'; declare one that is"
                .formatted(exchange, key);
    return new BrokerException(
        Problem.UNROUTABLE, "No queue took the %s (%s): %s".formatted(outgoing, words, advice));
  }
}
