package io.celeriac.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Jazzer at one target, in a JVM of its own: it makes inputs up, from those of the corpus and by
 * what they make the code do, until its time is up or one of them is a finding.
 *
 * @param target the target's name
 * @param seeds the inputs to begin with
 * @param grown where it keeps the inputs it has learned from, for the next time
 * @param findings where it leaves the input that is a finding
 */
record JazzerRun(String target, Path seeds, Path grown, Path findings) {

  private static final Duration STARTING_AND_ENDING = Duration.ofMinutes(3);
  private static final int LONGEST_INPUT = 16_384;

  /** Code that tells Jazzer which way an input took: ours, and what reads for us. */
  private static final String WATCHED =
      "io.celeriac.**:tools.jackson.core.**:org.msgpack.**:org.snakeyaml.**";

  /** A regular expression from a peer is Celery's own design; that it ends is a target's matter. */
  private static final String NOT_LOOKED_FOR =
      "com.code_intelligence.jazzer.sanitizers.RegexInjection";

  /**
   * What came of it.
   *
   * @param inputs how many it has tried
   * @param finding the input that does what no input should
   * @param output all that it said
   */
  record Outcome(long inputs, Optional<Path> finding, String output) {}

  Outcome during(Duration time) throws IOException, InterruptedException {
    Files.createDirectories(grown);
    Files.createDirectories(findings);
    // The whole JIT is worth its while in a longer run only.
    List<String> options =
        time.compareTo(Duration.ofSeconds(20)) < 0
            ? List.of("-Xmx300m")
            : List.of("-Xmx300m", "-XX:TieredStopAtLevel=4");
    ChildJvm.Ended ended =
        ChildJvm.run(
            findings,
            Stream.concat(options.stream(), Stream.of("-XX:+EnableDynamicAgentLoading")).toList(),
            Jazzer.class,
            arguments(time),
            time.plus(STARTING_AND_ENDING));
    Optional<Path> finding = finding();
    if (ended.exit() != 0 && finding.isEmpty()) {
      throw new AssertionError("Jazzer ended with " + ended.exit() + ": " + ended.output());
    }
    return new Outcome(inputs(ended.output()), finding, ended.output());
  }

  private List<String> arguments(Duration time) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--target_class=" + FuzzedTarget.class.getName());
    arguments.add("--target_args=" + target);
    arguments.add("--instrumentation_includes=" + WATCHED);
    arguments.add("--custom_hook_includes=" + WATCHED);
    arguments.add("--disabled_hooks=" + NOT_LOOKED_FOR);
    arguments.add("--reproducer_path=" + findings);
    arguments.add("-artifact_prefix=" + findings + "/");
    arguments.add("-max_total_time=" + time.toSeconds());
    arguments.add("-timeout=10");
    arguments.add("-rss_limit_mb=2000");
    arguments.add("-max_len=" + LONGEST_INPUT);
    arguments.add("-print_final_stats=1");
    arguments.add(grown.toString());
    arguments.add(seeds.toString());
    return arguments;
  }

  private Optional<Path> finding() throws IOException {
    try (Stream<Path> files = Files.list(findings)) {
      return files
          .filter(file ->
              file.getFileName().toString().matches("(crash|oom|timeout|slow-unit|leak)-.*"))
          .findFirst();
    }
  }

  private static long inputs(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("stat::number_of_executed_units:"))
        .map(line -> Long.parseLong(line.substring(line.indexOf(':', 6) + 1).strip()))
        .findFirst()
        .orElse(0L);
  }
}
