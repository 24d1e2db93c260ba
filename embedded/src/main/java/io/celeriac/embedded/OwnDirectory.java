package io.celeriac.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A temporary directory that only this user can look into, and that goes when it is done with. */
record OwnDirectory(Path path) {

  private static final Logger LOG = LoggerFactory.getLogger(OwnDirectory.class);

  static OwnDirectory create() throws IOException {
    // Readable by its owner only, where the file system knows owners.
    return new OwnDirectory(Files.createTempDirectory("celeriac-redis-"));
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(path.resolve(name), text);
  }

  /** Deletes it with all that is in it, as far as that goes. */
  void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("{} could not be removed: {}", path, e.toString());
    }
  }
}
