package io.celeriac.benchmarks;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.TaskMessage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A task message from its bytes, and into them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

  private final TaskMessage add = Samples.add();
  private final TaskMessage payload = Samples.payload();
  private final Message addMessage = Samples.encoded(add);
  private final Message payloadMessage = Samples.encoded(payload);

  /** Two numbers. */
  @Benchmark
  public Decoded decodeAdd() {
    return Samples.codec().decode(addMessage, AcceptContent.JSON, name -> true);
  }

  /** A text of 1 KiB. */
  @Benchmark
  public Decoded decodePayload() {
    return Samples.codec().decode(payloadMessage, AcceptContent.JSON, name -> true);
  }

  /** Two numbers. */
  @Benchmark
  public Message encodeAdd() {
    return Samples.encoded(add);
  }

  /** A text of 1 KiB. */
  @Benchmark
  public Message encodePayload() {
    return Samples.encoded(payload);
  }
}
