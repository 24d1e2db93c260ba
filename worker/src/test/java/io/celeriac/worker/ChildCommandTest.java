package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.PoolChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildCommandTest {

  private static final PoolChild PLACE = new PoolChild("/tmp/x/pool", 4, 2, "w@host");

  private static List<String> words(List<String> jvmOptions, String... arguments) {
    return new ChildCommand("/jdk/bin/java", List.of(arguments), jvmOptions).words(PLACE);
  }

  @Test
  void a_child_is_started_as_its_parent_was_and_told_its_place() {
    List<String> words =
        words(List.of(), "-cp", "a.jar:b", "com.example.Shop", "worker", "-c", "2");

    assertThat(words).startsWith("/jdk/bin/java");
    assertThat(words).endsWith("-cp", "a.jar:b", "com.example.Shop", "worker", "-c", "2");
    assertThat(words)
        .contains(
            "-Dceleriac.pool.socket=/tmp/x/pool",
            "-Dceleriac.pool.number=4",
            "-Dceleriac.pool.index=2",
            "-Dceleriac.pool.node=w@host",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void what_the_parent_says_of_its_heap_and_collector_holds_for_its_children() {
    List<String> given = List.of("-XX:+UseZGC", "-Xms1g", "-XX:+CrashOnOutOfMemoryError");
    List<String> words =
        words(given, "-XX:+UseZGC", "-Xms1g", "-XX:+CrashOnOutOfMemoryError", "Main");

    assertThat(words)
        .doesNotContain("-XX:+UseSerialGC", "-Xms8m", "-XX:+ExitOnOutOfMemoryError")
        .contains("-XX:+UseZGC", "-Xms1g", "-XX:+CrashOnOutOfMemoryError");
  }

  @Test
  void what_only_one_process_can_do_is_left_to_the_parent(@TempDir Path directory)
      throws IOException {
    Path archive = Files.createFile(directory.resolve("there.jsa"));
    assertThat(
            words(
                List.of(),
                "-agentlib:jdwp=transport=dt_socket,address=5005",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive,
                "-XX:SharedArchiveFile=" + directory.resolve("missing.jsa"),
                "Main"))
        .contains("-XX:SharedArchiveFile=" + archive)
        .noneMatch(word -> word.contains("jdwp"))
        .noneMatch(word -> word.contains("missing"))
        .doesNotContain("-XX:+AutoCreateSharedArchive");
  }

  @Test
  void this_process_can_say_how_it_was_started() {
    List<String> words = ChildCommand.ofThisProcess().words(PLACE);

    assertThat(words.getFirst()).contains("java");
    assertThat(words.size()).isGreaterThan(5);
  }
}
