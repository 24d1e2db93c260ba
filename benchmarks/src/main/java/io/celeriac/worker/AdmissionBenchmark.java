package io.celeriac.worker;

import io.celeriac.TaskRequest;
import io.celeriac.benchmarks.EndlessQueue;
import io.celeriac.benchmarks.Samples;
import io.celeriac.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whether a task may run, asked when it arrives and when it starts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AdmissionBenchmark {

  private final Admission free = admission();
  private final Admission revoking = admission("some-other-id");
  private final TaskRequest request = request();

  private static Admission admission(String... revoked) {
    Revocations revocations = new Revocations(50_000, Duration.ofHours(3), System::nanoTime);
    for (String id : revoked) {
      revocations.add(id);
    }
    return new Admission(Clock.systemUTC(), revocations);
  }

  private static TaskRequest request() {
    Message message = Samples.encoded(Samples.add());
    return new TaskRequest(
        Samples.add(), message.properties(), new EndlessQueue.Handed(message).info(), "w@bench");
  }

  /** While nothing is revoked. */
  @Benchmark
  public boolean admit() {
    return free.arrived(request).equals(free.starting(request));
  }

  /** While another task is revoked. */
  @Benchmark
  public boolean admitWhileOneIsRevoked() {
    return revoking.arrived(request).equals(revoking.starting(request));
  }
}
