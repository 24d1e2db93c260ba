package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jazzer at all targets for half a minute; with {@code ./test --fuzz} at each alone, for as long as
 * that says. CONTRIBUTING.md tells how.
 */
@Tag("slow")
class FuzzingTest {

  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Path KEPT = Path.of("..", ".celeriac", "fuzz");

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> no_input_gets_more_out_of_a_target_than_it_declares() {
    Optional<String> input = property("fuzz.input");
    Optional<String> seconds = property("fuzz.seconds");
    Optional<String> chosen = property("fuzz.target");
    if (input.isPresent()) {
      String target = chosen.orElseThrow(() -> new AssertionError("-Dfuzz.target is not given"));
      return Stream.of(dynamicTest(target, () -> replay(target, Path.of(input.get()))));
    }
    if (seconds.isEmpty()) {
      return Stream.of(dynamicTest(Targets.EVERY, this::fuzzEvery));
    }
    Duration time = Duration.ofSeconds(Long.parseLong(seconds.get()));
    return chosen
        .map(List::of)
        .orElseGet(() -> Targets.all().stream().map(Target::name).toList())
        .stream()
        .map(target -> dynamicTest(target, () -> fuzz(target, time)));
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  private static void replay(String target, Path file) throws IOException {
    byte[] input = Files.readAllBytes(file);

    assertThatCode(() -> Targets.named(target).read(input)).doesNotThrowAnyException();
  }

  /** Begins with the inputs of the repository each time. */
  private void fuzzEvery() throws Exception {
    Path seeds = Corpus.ofEvery(directory.resolve("seeds"));
    JazzerRun.Outcome outcome =
        new JazzerRun(
                Targets.EVERY, seeds, directory.resolve("grown"), directory.resolve("findings"))
            .during(SHORT);

    Optional<Path> finding = outcome.finding();
    if (finding.isPresent()) {
      byte[] input = Files.readAllBytes(finding.get());
      String target = Targets.all().get(input[0] & 0xff).name();
      throw kept(target, finding.get(), Arrays.copyOfRange(input, 1, input.length), outcome);
    }
    tell(Targets.EVERY, outcome, SHORT);
  }

  /** Goes on where the last run has ended. */
  private void fuzz(String target, Duration time) throws Exception {
    Path findings = directory.resolve("findings-" + target);
    JazzerRun.Outcome outcome =
        new JazzerRun(target, Corpus.of(target), KEPT.resolve("corpus").resolve(target), findings)
            .during(time);

    Optional<Path> finding = outcome.finding();
    if (finding.isPresent()) {
      throw kept(target, finding.get(), Files.readAllBytes(finding.get()), outcome);
    }
    tell(target, outcome, time);
  }

  private static void tell(String target, JazzerRun.Outcome outcome, Duration time) {
    assertThat(outcome.inputs()).as(outcome.output()).isPositive();
    System.out.printf("fuzzed %s: %d inputs in %d s%n", target, outcome.inputs(), time.toSeconds());
  }

  /** What to do about a finding. */
  private static AssertionError kept(
      String target, Path found, byte[] input, JazzerRun.Outcome outcome) throws IOException {
    Path folder = Files.createDirectories(KEPT.resolve("findings").resolve(target));
    Path kept = folder.resolve(Objects.requireNonNull(found.getFileName()));
    Files.write(kept, input);
    String path = kept.toAbsolutePath().normalize().toString();
    return new AssertionError(
        """
        A finding of the target %1$s, kept as %2$s
        Once more: ./test --fuzz -Dfuzz.target=%1$s -Dfuzz.input=%2$s
        When it is mended: move it to fuzz/%3$s, where every test run replays it.
        %4$s\
        """
            .formatted(target, path, Corpus.of(target), outcome.output()));
  }

  @Test
  void an_input_that_is_one_is_found() throws Exception {
    Path seeds = Files.createDirectories(directory.resolve("seeds"));
    Files.writeString(seeds.resolve("seed"), "bax");

    JazzerRun.Outcome outcome =
        new JazzerRun("planted", seeds, directory.resolve("grown"), directory.resolve("findings"))
            .during(Duration.ofSeconds(60));

    assertThat(outcome.output()).contains("java.lang.IllegalStateException: planted");
    assertThat(outcome.finding())
        .hasValueSatisfying(input -> assertThat(input).content().startsWith("bad"));
  }
}
