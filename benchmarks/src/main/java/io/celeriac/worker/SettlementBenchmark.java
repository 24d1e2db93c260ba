package io.celeriac.worker;

import io.celeriac.TaskDefinition;
import io.celeriac.TaskRequest;
import io.celeriac.benchmarks.EndlessQueue;
import io.celeriac.benchmarks.Samples;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.MessageVerifier;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Early acknowledgements, a hundred at a time, as the dispatcher has them at most. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SettlementBenchmark {

  private static final int BATCH = 100;

  private static final MessageVerifier ANYTHING =
      new MessageVerifier() {
        @Override
        public boolean required() {
          return false;
        }

        @Override
        public Optional<String> refusal(Message message, DeliveryInfo info) {
          return Optional.empty();
        }

        @Override
        public Optional<Signed> signed(Map<String, @Nullable Object> headers) {
          return Optional.empty();
        }
      };

  private final EndlessQueue queue = new EndlessQueue(Samples.encoded(Samples.add()));
  private final Settlement settlement =
      new Settlement(new Copies(queue), new Replays(ANYTHING, Clock.systemUTC(), 1000));
  private final List<Execution> batch =
      IntStream.range(0, BATCH).mapToObj(i -> execution()).toList();

  private static Execution execution() {
    Message message = Samples.encoded(Samples.add());
    Delivery delivery = new EndlessQueue.Handed(message);
    TaskRequest request =
        new TaskRequest(Samples.add(), message.properties(), delivery.info(), "w@bench");
    TaskDefinition<Object> task =
        TaskDefinition.named("bench.add", Object.class).handler((context, arguments) -> 3);
    TaskPolicy early =
        new TaskPolicy(
            false,
            true,
            true,
            true,
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Execution(request, task, early, delivery);
  }

  /** A hundred acknowledged together; for each of them. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Execution> settle() {
    return settlement.accepted(queue, batch);
  }
}
