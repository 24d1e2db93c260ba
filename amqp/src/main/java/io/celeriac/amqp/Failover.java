package io.celeriac.amqp;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.spi.BrokerUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's addresses, of which any will do. Each connect tries every one of them once: in their
 * order beginning with the one that worked last, or, with {@code broker_failover_strategy =
 * "shuffle"}, in a random one. Safe from any thread.
 */
final class Failover {
  private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

  private final List<BrokerUrl> urls;
  private final boolean shuffle;
  private final RandomGenerator random;
  private volatile int current;

  Failover(List<BrokerUrl> urls, boolean shuffle, RandomGenerator random) {
    this.urls = List.copyOf(urls);
    this.shuffle = shuffle;
    this.random = random;
  }

  /** The address that worked last; the first one before any did. */
  BrokerUrl current() {
    return urls.get(current);
  }

  /**
   * Tries the addresses until one works.
   *
   * @throws BrokerException when none does, with the reason of each; it is recoverable when one of
   *     the reasons is
   */
  <T> T connect(Function<BrokerUrl, T> attempt) {
    List<BrokerException> failures = new ArrayList<>();
    for (int index : order()) {
      BrokerUrl url = urls.get(index);
      try {
        T connection = attempt.apply(url);
        if (index != current) {
          LOG.info("Failed over to {}", url);
        }
        current = index;
        return connection;
      } catch (BrokerException e) {
        failures.add(e);
      }
    }
    throw failures.size() == 1 ? failures.getFirst() : all(failures);
  }

  private List<Integer> order() {
    List<Integer> order = new ArrayList<>();
    int first = current;
    for (int i = 0; i < urls.size(); i++) {
      order.add((first + i) % urls.size());
    }
    if (shuffle) {
      Collections.shuffle(order, random);
    }
    return order;
  }

  private BrokerException all(List<BrokerException> failures) {
    StringBuilder text =
        new StringBuilder("None of the ").append(urls.size()).append(" brokers can be used:");
    BrokerException telling = failures.getFirst();
    for (BrokerException failure : failures) {
      text.append("\n  ").append(failure.getMessage());
      if (failure.recoverable() && !telling.recoverable()) {
        telling = failure;
      }
    }
    Problem problem = telling.problem();
    BrokerException all = new BrokerException(problem, text.toString(), telling);
    failures.stream().filter(failure -> failure != all.getCause()).forEach(all::addSuppressed);
    return all;
  }
}
