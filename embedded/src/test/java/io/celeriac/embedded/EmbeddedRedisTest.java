package io.celeriac.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts servers of its own, and stops them. */
@Tag("slow")
final class EmbeddedRedisTest {

  @TempDir Path directory;

  @Test
  void it_answers_who_knows_the_password_and_nobody_else() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      URI url = URI.create(redis.url());

      assertThat(url.getHost()).isEqualTo("127.0.0.1");
      assertThat(ask(redis, "PING")).startsWith("-NOAUTH");
      assertThat(ask(redis, "AUTH " + url.getUserInfo().substring(1), "PING"))
          .isEqualTo("+OK +PONG");
      assertThat(redis.version()).matches("(Redis|Valkey) \\d+\\.\\d+\\..*");
    }
  }

  @Test
  void two_have_different_ports_and_passwords() {
    try (EmbeddedRedis one = EmbeddedRedis.start();
        EmbeddedRedis other = EmbeddedRedis.start()) {
      assertThat(one.port()).isNotEqualTo(other.port());
      assertThat(URI.create(one.url()).getUserInfo())
          .isNotEqualTo(URI.create(other.url()).getUserInfo());
    }
  }

  @Test
  void after_its_close_nothing_is_left_of_it() throws Exception {
    EmbeddedRedis redis = EmbeddedRedis.start();
    Path files = redis.directory();
    assertThat(files).isDirectoryContaining("glob:**redis.conf");

    redis.close();
    redis.close();

    assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(ConnectException.class);
    assertThat(files).doesNotExist();
  }

  @Test
  void where_none_is_installed_the_library_brings_one() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(RedisPrograms.of(""))) {
      assertThat(redis.program()).contains("embedded-redis");
      assertThat(redis.version()).startsWith("Redis 6.2");
    }
  }

  @Test
  void a_program_that_does_not_start_is_passed_over() throws Exception {
    RedisProgram broken = script("echo 'no such luck'; exit 3");
    RedisProgram missing = RedisProgram.at(directory.resolve("missing"));

    List<RedisProgram> programs = List.of(broken, missing, RedisPrograms.of("").getFirst());
    try (EmbeddedRedis redis = EmbeddedRedis.start(programs)) {
      assertThat(redis.program()).contains("embedded-redis");
    }
    assertThatThrownBy(() -> EmbeddedRedis.start(List.of(broken, missing)))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining(broken.origin() + ": it ended at once with exit code 3")
        .hasMessageContaining("no such luck")
        .hasMessageContaining(missing.origin())
        .hasMessageContaining("Install redis-server or valkey-server");
  }

  @Test
  void a_port_that_somebody_else_took_is_told_apart_from_other_troubles() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, ServerConfig.HOST)) {
      OwnDirectory own = OwnDirectory.create();
      ServerConfig config = new ServerConfig(taken.getLocalPort(), "secret", own.path());
      RedisProgram program = RedisPrograms.of(System.getenv("PATH")).getFirst();
      ServerProcess process = ServerProcess.start(program.locate(own.path()), config, own);

      assertThatThrownBy(() -> process.awaitReady(Duration.ofSeconds(20)))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
      assertThat(own.path()).doesNotExist();
    }
  }

  @Test
  void it_dies_with_its_jvm_even_when_that_is_killed() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ForeverWithRedis.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = reader(other.getInputStream())) {
      int port = Integer.parseInt(output.readLine());
      try (Socket client = new Socket(ServerConfig.HOST, port)) {
        other.destroyForcibly().waitFor();

        // The end of the connection is the end of the server.
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      other.destroyForcibly();
    }
  }

  private RedisProgram script(String body) throws IOException {
    Path file = Files.writeString(directory.resolve("script"), "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return RedisProgram.at(file);
  }

  private static String ask(EmbeddedRedis redis, String... commands) throws IOException {
    StringBuilder answers = new StringBuilder();
    try (Socket socket = new Socket(ServerConfig.HOST, redis.port())) {
      BufferedReader reader = reader(socket.getInputStream());
      for (String command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        answers.append(' ').append(reader.readLine());
      }
    }
    return answers.substring(1);
  }

  private static BufferedReader reader(java.io.InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }
}
