package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class TestServersTest {

  @Test
  void gives_what_the_environment_names() {
    TestServers servers =
        new TestServers(
            Map.of(
                "CELERIAC_TEST_REDIS_URL", "redis://127.0.0.1:7777/3",
                "CELERIAC_TEST_REDIS_SOCKET", "/tmp/redis.sock",
                "CELERIAC_TEST_AMQP_URL", "amqp://127.0.0.1:5673//",
                "CELERIAC_TEST_PYTHON", "/opt/venv/bin/python"));

    assertThat(servers.redisUrl()).isEqualTo("redis://127.0.0.1:7777/3");
    assertThat(servers.redisSocket()).isEqualTo(Path.of("/tmp/redis.sock"));
    assertThat(servers.amqpUrl()).isEqualTo("amqp://127.0.0.1:5673//");
    assertThat(servers.python()).isEqualTo(Path.of("/opt/venv/bin/python"));
  }

  @Test
  void aborts_a_test_whose_server_is_missing_and_names_the_variable() {
    TestServers servers = new TestServers(Map.of("CELERIAC_TEST_REDIS_URL", " "));

    assertThatThrownBy(servers::redisUrl)
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("CELERIAC_TEST_REDIS_URL")
        .hasMessageContaining("./test");
    assertThatThrownBy(servers::amqpUrl)
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("CELERIAC_TEST_AMQP_URL");
  }

  @Test
  void fails_it_instead_in_continuous_integration() {
    TestServers servers = new TestServers(Map.of("CI", "true"));

    assertThatThrownBy(servers::amqpUrl)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("CELERIAC_TEST_AMQP_URL");
  }

  @Test
  void finds_a_server_program_on_the_path(@TempDir Path directory) throws IOException {
    Path program = Files.createFile(directory.resolve("valkey-server"));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(new TestServers(Map.of("PATH", "/nowhere:" + directory)).redisServer())
        .isEqualTo(program);
    assertThat(new TestServers(Map.of("CELERIAC_TEST_REDIS_SERVER", "/x/redis")).redisServer())
        .isEqualTo(Path.of("/x/redis"));
    assertThatThrownBy(() -> new TestServers(Map.of()).redisServer())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("CELERIAC_TEST_REDIS_SERVER")
        .hasMessageContaining("valkey-server");
  }
}
