package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class HostileValuesTest {

  /** The largest body has 10 MB or 100 MB, and what a million values may take is 100 MB. */
  @ParameterizedTest
  @CsvSource({"deep, 64m", "wide, 250m"})
  void a_body_that_costs_more_than_it_is_gets_refused_in_a_small_heap(
      String kind, String heap, @TempDir Path directory) throws Exception {
    ChildJvm.Ended ended =
        ChildJvm.run(directory, List.of("-Xmx" + heap), HostileValues.class, List.of(kind));

    System.out.print(ended.output());
    assertThat(ended.exit()).as(ended.output()).isZero();
    List<String> verdicts = ended.output().lines().filter(line -> line.contains(" ms: ")).toList();
    assertThat(ended.output()).contains("all " + verdicts.size() + "\n");
    assertThat(verdicts)
        .hasSizeGreaterThan(5)
        .allSatisfy(line -> assertThat(line).contains(" ms: refused: "));
  }
}
