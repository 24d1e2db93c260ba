package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer hears: that lists have changed, the messages of its fanout queues, and the end of
 * the connection. Thread-safe.
 */
final class Subscriptions implements Subscriber.Listener {
  private static final Duration CONFIRMATION = Duration.ofSeconds(10);

  private final Fanout fanout;
  private final Runnable changed;
  private final Consumer<BrokerException> end;
  private final Map<String, CompletableFuture<Boolean>> confirmations = new ConcurrentHashMap<>();

  Subscriptions(Fanout fanout, Runnable changed, Consumer<BrokerException> end) {
    this.fanout = fanout;
    this.changed = changed;
    this.end = end;
  }

  /** Subscribes for a fanout queue, and waits until what is published from now on arrives. */
  void add(Queue queue, Subscriber subscriber) {
    List<String> patterns = fanout.add(queue);
    List<CompletableFuture<Boolean>> awaited =
        patterns.stream()
            .map(pattern -> confirmations.computeIfAbsent(pattern, _ -> new CompletableFuture<>()))
            .toList();
    subscriber.subscribePatterns(patterns);
    for (CompletableFuture<Boolean> confirmation : awaited) {
      boolean confirmed =
          Commands.await(
              confirmation
                  .copy()
                  .completeOnTimeout(false, CONFIRMATION.toSeconds(), TimeUnit.SECONDS));
      if (!confirmed) {
        throw new BrokerException(
            Problem.TIMEOUT,
            "Redis did not confirm the subscription of queue '" + queue.name() + "' within 10 s");
      }
    }
  }

  /** Ends the subscription of a fanout queue, if it is one. */
  void remove(String queueName, Subscriber subscriber) {
    List<String> patterns = fanout.remove(queueName);
    patterns.forEach(confirmations::remove);
    subscriber.unsubscribePatterns(patterns);
  }

  /** The fanout queues that go with their consumer. */
  Collection<Queue> autoDelete() {
    return fanout.autoDelete();
  }

  @Override
  public void message(@Nullable String pattern, String channel, Object payload) {
    if (channel.equals(Feed.CHANGES)) {
      changed.run();
    } else if (pattern != null) {
      fanout.message(pattern, channel, payload);
    }
  }

  @Override
  public void subscribed(String channel) {
    confirmations.computeIfAbsent(channel, _ -> new CompletableFuture<>()).complete(true);
  }

  @Override
  public void lost(BrokerException cause) {
    end.accept(cause);
    confirmations.values().forEach(confirmation -> confirmation.completeExceptionally(cause));
  }
}
