package io.celeriac.benchmarks;

import io.celeriac.Queue;
import io.celeriac.Settings;
import io.celeriac.protocol.Message;
import io.celeriac.redis.RedisTransportProvider;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Messages on a real Redis, whose URL is the property {@code bench.redis}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReserveBenchmark {

  private static final int BATCH = 200;
  private static final Queue CELERY = Queue.of("celery");

  private final Message message = Samples.encoded(Samples.add());
  private final Transport transport =
      new RedisTransportProvider()
          .open(
              new TransportConfig(
                  BrokerUrl.parseAll(
                      List.of(System.getProperty("bench.redis", "redis://localhost")),
                      "bench.redis"),
                  Settings.defaults(),
                  "bench",
                  Clock.systemUTC()));
  private final Consumer consumer = transport.connectConsumer();

  /** Begins to consume, without a limit. */
  @Setup
  public void consume() {
    consumer.consume(CELERY);
  }

  /** What is taken next, outside of the time that is measured. */
  @Setup(Level.Invocation)
  public void fill() {
    List<Publication> batch =
        Collections.nCopies(BATCH, new Publication(message, "", CELERY.name()));
    transport.producer().publishAll(batch).forEach(CompletableFuture::join);
  }

  /** Two hundred messages taken, each with its lease, and settled together; for each of them. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Delivery> reserveAndSettle() throws InterruptedException {
    List<Delivery> taken = new ArrayList<>(BATCH);
    while (taken.size() < BATCH) {
      taken.addAll(consumer.receive(BATCH, Duration.ofSeconds(10)));
    }
    return consumer.ack(taken);
  }

  /** Ends the consumer. */
  @TearDown
  public void close() {
    consumer.close();
    transport.close();
  }
}
