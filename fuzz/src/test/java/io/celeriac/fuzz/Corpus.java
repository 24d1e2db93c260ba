package io.celeriac.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs in the repository, a folder for each target: what Jazzer begins with, and what is
 * replayed at each test run. A finding that has been mended belongs there too.
 */
final class Corpus {

  private static final Path ROOT = Path.of("src/test/resources/corpus");

  private Corpus() {}

  static Path of(String target) {
    return ROOT.resolve(target);
  }

  static List<Path> files(String target) throws IOException {
    try (Stream<Path> files = Files.list(of(target))) {
      return files.sorted().toList();
    }
  }

  /** All inputs, as {@link Targets#EVERY} reads them, in a folder. */
  static Path ofEvery(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Target> all = Targets.all();
    for (int place = 0; place < all.size(); place++) {
      String target = all.get(place).name();
      for (Path file : files(target)) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(place);
        input.writeBytes(Files.readAllBytes(file));
        Files.write(folder.resolve(target + "-" + file.getFileName()), input.toByteArray());
      }
    }
    return folder;
  }

  /** The targets that there are inputs for. */
  static List<String> targets() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }
}
