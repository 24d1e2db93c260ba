package io.celeriac.faults;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.FaultProxy;
import io.celeriac.testing.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Where a case plays: a broker of its own, a ledger in a Redis of its own, an app that sends, and
 * the workers that were started; all of it ends with the case.
 */
final class Scene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final BrokerUnderTest broker;
  private final RedisServerProcess ledgerServer = RedisServerProcess.started("--appendonly", "no");
  private final Ledger ledger = new Ledger(ledgerServer.url());
  private final Deque<Runnable> opened = new ArrayDeque<>();
  private final WorkerSetup setup;

  private Scene(BrokerUnderTest broker, UnaryOperator<WorkerSetup> change) {
    this.broker = broker;
    this.setup = change.apply(WorkerSetup.of(broker.url(), ledgerServer.url()));
  }

  static Scene on(BrokerUnderTest broker) {
    return new Scene(broker, UnaryOperator.identity());
  }

  /** With other than the usual workers. */
  static Scene on(BrokerUnderTest broker, UnaryOperator<WorkerSetup> change) {
    return new Scene(broker, change);
  }

  BrokerUnderTest broker() {
    return broker;
  }

  Ledger ledger() {
    return ledger;
  }

  String ledgerUrl() {
    return ledgerServer.url();
  }

  /** What workers are told. */
  WorkerSetup setup() {
    return setup;
  }

  /** An app that sends to the queue, closed with the scene. */
  Celery app(UnaryOperator<CeleryBuilder> more) {
    CeleryBuilder builder = FaultsApp.builder(setup.variables()).broker(setup.brokerUrl());
    Celery app = more.apply(builder).build();
    opened.push(app::close);
    return app;
  }

  Celery app() {
    return app(UnaryOperator.identity());
  }

  ChildProcess worker() {
    return worker(Contender.CELERIAC, setup);
  }

  ChildProcess worker(Contender whose, WorkerSetup told) {
    return child(whose.startWorker(told));
  }

  /** A process that ends with the scene at the latest. */
  ChildProcess child(ChildProcess process) {
    opened.push(process::close);
    return process;
  }

  /** A proxy in front of the broker. */
  FaultProxy proxy() {
    FaultProxy proxy = FaultProxy.to("127.0.0.1", broker.port());
    opened.push(proxy::close);
    return proxy;
  }

  /** Calls of {@code mark} with the numbers from 0. */
  static List<Signature<Long>> marks(int count, int milliseconds) {
    return IntStream.range(0, count)
        .mapToObj(i -> Signature.of("mark", Long.class, i, milliseconds).ignoreResult(true))
        .toList();
  }

  /** Waits until so many different ones have run; false when so long nothing new has. */
  boolean awaitRuns(long count, Duration quiet) {
    long[] seen = {ledger.distinct(), System.nanoTime()};
    Awaitility.await(count + " runs")
        .forever()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          long now = ledger.distinct();
          if (now != seen[0]) {
            seen[0] = now;
            seen[1] = System.nanoTime();
          }
          return now >= count || System.nanoTime() - seen[1] > quiet.toNanos();
        });
    return seen[0] >= count || ledger.distinct() >= count;
  }

  /** Waits until so many different ones have run, and fails with the worker's words if not. */
  void requireRuns(long count, ChildProcess worker) {
    if (!awaitRuns(count, PATIENCE)) {
      throw new AssertionError(
          "Only %d of %d have run:%n%s".formatted(ledger.distinct(), count, worker.output()));
    }
  }

  /** Waits until all of these have run, or nothing has run for so long. */
  void awaitAll(Set<Integer> numbers, Duration quiet) {
    long[] seen = {-1, System.nanoTime()};
    Awaitility.await("all to run")
        .forever()
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          Set<Integer> ran = ledger.runs().keySet();
          if (ran.size() != seen[0]) {
            seen[0] = ran.size();
            seen[1] = System.nanoTime();
          }
          return ran.containsAll(numbers) || System.nanoTime() - seen[1] > quiet.toNanos();
        });
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().run();
    }
    ledger.close();
    ledgerServer.close();
    broker.close();
  }
}
