package io.celeriac;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Where a call goes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoutingBenchmark {

  private final Routing plain = routing(Settings.defaults());
  private final Routing routed =
      routing(
          Settings.defaults()
              .with(
                  "task_routes",
                  Map.of("media.*", "media", "mail.send", "mail", "bench.*", "numbers"),
                  "benchmark"));

  private static Routing routing(Settings settings) {
    return new Routing(settings, new QueueTable(settings, List.of()), Routing.configured(settings));
  }

  /** To the default queue. */
  @Benchmark
  public Destination routeToDefault() {
    return plain.resolve("bench.add", List.of(1, 2), Map.of(), SendOptions.NONE);
  }

  /** By the last of three patterns. */
  @Benchmark
  public Destination routeByPattern() {
    return routed.resolve("bench.add", List.of(1, 2), Map.of(), SendOptions.NONE);
  }
}
