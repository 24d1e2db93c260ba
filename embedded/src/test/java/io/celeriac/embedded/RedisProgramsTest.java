package io.celeriac.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisProgramsTest {

  @TempDir Path directory;

  @Test
  void a_redis_on_the_path_comes_before_a_valkey_and_before_what_the_library_brings()
      throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Path valkey = executable(first.resolve("valkey-server"));
    Path redis = executable(second.resolve("redis-server"));

    List<RedisProgram> programs = RedisPrograms.of(first + File.pathSeparator + second);

    assertThat(programs)
        .extracting(RedisProgram::origin)
        .startsWith(redis.toString(), valkey.toString())
        .hasSizeGreaterThan(2);
  }

  @Test
  void what_cannot_be_executed_is_passed_over() throws IOException {
    Files.createFile(directory.resolve("redis-server"));
    Files.createDirectory(directory.resolve("valkey-server"));

    assertThat(RedisPrograms.of(directory.toString()))
        .extracting(RedisProgram::origin)
        .noneMatch(origin -> origin.startsWith(directory.toString()));
  }

  @Test
  void entries_that_name_no_directory_do_no_harm() {
    assertThat(RedisPrograms.of("\0" + File.pathSeparator + File.pathSeparator)).isNotEmpty();
    assertThat(RedisPrograms.of(null)).isNotEmpty();
  }

  @Test
  void the_library_has_one_for_the_usual_machines_and_none_for_others() throws IOException {
    assertThat(BundledPrograms.of("Linux", "amd64")).hasSize(2);
    assertThat(BundledPrograms.of("Linux", "aarch64")).hasSize(1);
    assertThat(BundledPrograms.of("Mac OS X", "aarch64")).hasSize(1);
    assertThat(BundledPrograms.of("Windows 11", "amd64")).hasSize(1);
    assertThat(BundledPrograms.of("SunOS", "sparcv9")).isEmpty();

    for (RedisProgram program : BundledPrograms.of("Linux", "amd64")) {
      assertThat(program.locate(directory)).isExecutable();
    }
  }

  private static Path executable(Path file) throws IOException {
    Files.createFile(file);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
