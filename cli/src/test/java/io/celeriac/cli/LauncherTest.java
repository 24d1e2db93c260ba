package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./celeriac}, as a user calls it. {@code ./test} builds what it starts before
 * the tests and names the script in {@code CELERIAC_TEST_LAUNCHER}; a build in the middle of the
 * tests would rewrite the classes that they run on.
 */
@Tag("slow")
final class LauncherTest {
  private static final String VARIABLE = "CELERIAC_TEST_LAUNCHER";

  @TempDir Path directory;
  private Path launcher = Path.of("");

  @BeforeEach
  void find_launcher() {
    Optional<String> script = Optional.ofNullable(System.getenv(VARIABLE));
    TestServers.ofEnvironment().require(script.isPresent(), VARIABLE + " is not set");
    launcher = Path.of(script.orElseThrow());
  }

  @Test
  void prints_the_version_from_any_directory_and_through_a_symbolic_link() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("celery"), launcher);

    Run run = run(Map.of(), link.toString(), "--version");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains("0.1.0");
    assertThat(run.errors()).isEmpty();
  }

  @Test
  void puts_the_class_paths_of_the_application_behind_its_own_jars() throws Exception {
    Path classes = Files.createDirectory(directory.resolve("classes of mine"));
    Files.createFile(classes.resolve("Some.class"));
    Path jar = Files.createFile(directory.resolve("a.jar"));

    Run run =
        run(
            Map.of(
                "CELERIAC_CLASSPATH",
                classes.toString(),
                "CELERIAC_JAVA_OPTS",
                "-XshowSettings:properties"),
            launcher.toString(),
            "--classpath=" + jar,
            "--version");

    assertThat(run.status()).as(run.errors()).isZero();
    List<String> entries =
        run.errors()
            .lines()
            .dropWhile(line -> !line.contains("java.class.path"))
            .skip(1)
            .takeWhile(line -> !line.contains(" = "))
            .map(String::strip)
            .toList();
    assertThat(entries).endsWith(classes.toString(), jar.toString()).hasSizeGreaterThan(5);
  }

  @Test
  void names_the_class_path_entry_that_does_not_exist() throws Exception {
    Run run = run(Map.of(), launcher.toString(), "-cp", "lib/missing.jar", "--version");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).contains("'lib/missing.jar'", "-cp", directory.toString());
  }

  @Test
  void says_that_a_class_path_is_missing_after_its_option() throws Exception {
    Run run = run(Map.of(), launcher.toString(), "--classpath");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("--classpath needs a value");
  }

  private Run run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    int status = builder.start().waitFor();
    return new Run(status, Files.readString(output), Files.readString(errors));
  }

  private record Run(int status, String output, String errors) {}
}
