package io.celeriac.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What only the source files show. */
final class SourcesTest {

  private static final int LONGEST = 500;

  @Test
  void no_source_file_is_longer_than_a_reader_can_hold() throws IOException {
    List<Path> sources = sources();
    assertFalse(sources.isEmpty(), "no source file was found, so that nothing was checked");

    List<String> tooLong =
        sources.stream()
            .filter(file -> lines(file) > LONGEST)
            .map(file -> file + " has " + lines(file) + " lines, and " + LONGEST + " are allowed")
            .toList();

    assertEquals(List.of(), tooLong);
  }

  /** The main sources of all modules; Surefire runs a test in the directory of its module. */
  private static List<Path> sources() throws IOException {
    Path root = Path.of("..").toRealPath();
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(SourcesTest::javaFiles)
          .toList();
    }
  }

  private static Stream<Path> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
