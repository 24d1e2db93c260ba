package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The inputs in the repository, each once through its target. */
class CorpusTest {

  static List<Arguments> inputs() {
    return Targets.all().stream().flatMap(CorpusTest::inputs).toList();
  }

  private static Stream<Arguments> inputs(Target target) {
    try {
      return Corpus.files(target.name()).stream()
          .map(file -> Arguments.of(target.name(), file.getFileName()));
    } catch (IOException e) {
      throw new AssertionError("no inputs for the target " + target.name(), e);
    }
  }

  @Timeout(20)
  @ParameterizedTest(name = "{0}/{1}")
  @MethodSource("inputs")
  void an_input_of_the_corpus_is_read_or_refused(String target, Path file) throws Exception {
    byte[] input = Files.readAllBytes(Corpus.of(target).resolve(file));

    assertThatCode(() -> Targets.named(target).read(input)).doesNotThrowAnyException();
  }

  @Test
  void each_folder_of_the_corpus_is_a_targets() throws IOException {
    assertThat(Corpus.targets())
        .containsExactlyElementsOf(Targets.all().stream().map(Target::name).sorted().toList());
  }

  @Test
  void what_a_target_does_not_declare_is_seen() {
    Target target =
        new Target(
            "t",
            List.of(IllegalArgumentException.class),
            input -> {
              switch (input[0]) {
                case 0 -> throw new IllegalArgumentException("it is 0");
                case 1 -> throw new IllegalArgumentException();
                case 2 -> throw new IllegalStateException("it is 2");
                default -> throw new StackOverflowError();
              }
            });

    assertThatCode(() -> target.read(new byte[] {0})).doesNotThrowAnyException();
    assertThatThrownBy(() -> target.read(new byte[] {1})).hasMessage("an error without a word");
    assertThatThrownBy(() -> target.read(new byte[] {2})).hasMessage("it is 2");
    assertThatThrownBy(() -> target.read(new byte[] {3})).isInstanceOf(StackOverflowError.class);
  }
}
