package io.celeriac.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server: waits until it answers, and sees to it that it ends when this JVM does. */
final class ServerProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final Path SHELL = Path.of("/bin/sh");
  private static final long POLL_MILLIS = 20;
  private static final long END_SECONDS = 5;

  /**
   * Becomes the server, after leaving somebody behind who waits for the end of our pipe. The pipe
   * ends with a line when we have ended the server ourselves, and without one when this JVM is
   * gone, be it killed. A session of its own keeps the server out of Ctrl-C at our terminal.
   */
  private static final String WATCHED =
      """
      exec 3<&0
      { trap '' HUP; read -r over <&3 || { kill "$$" && rm -rf -- "$3"; }; } >/dev/null 2>&1 &
      exec 3<&- </dev/null
      if command -v setsid >/dev/null 2>&1; then exec setsid "$1" "$2"; fi
      exec "$1" "$2"
      """;

  private final Process process;
  private final ServerConfig config;
  private final OwnDirectory directory;
  private final Path output;
  private final Thread atExit = new Thread(this::end, "celeriac-embedded-redis-end");
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile String version = "Redis";

  private ServerProcess(Process process, ServerConfig config, OwnDirectory directory, Path output) {
    this.process = process;
    this.config = config;
    this.directory = directory;
    this.output = output;
  }

  static ServerProcess start(Path program, ServerConfig config, OwnDirectory directory)
      throws IOException {
    Path file = directory.write("redis.conf", config.text());
    Path output = directory.path().resolve("output");
    List<String> command = List.of(program.toString(), file.toString());
    if (Files.isExecutable(SHELL)) {
      command =
          List.of(
              SHELL.toString(),
              "-c",
              WATCHED,
              "celeriac-redis",
              program.toString(),
              file.toString(),
              directory.path().toString());
    }
    Process process =
        new ProcessBuilder(command)
            .directory(directory.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(output.toFile()))
            .start();
    ServerProcess server = new ServerProcess(process, config, directory, output);
    Runtime.getRuntime().addShutdownHook(server.atExit);
    return server;
  }

  /**
   * Waits until it answers.
   *
   * @throws PortTakenException when another process has taken its port
   * @throws IOException when it ended, or did not answer in time; with the last that it said
   */
  void awaitReady(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          throw ended();
        }
        try {
          version = RedisProbe.version(config);
          return;
        } catch (IOException e) {
          if (System.nanoTime() > deadline) {
            throw new IOException(
                "it did not answer within " + patience.toSeconds() + " s: " + e.getMessage(), e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IOException("interrupted while it started", e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private IOException ended() {
    String said = said();
    return said.contains("Address already in use")
        ? new PortTakenException("port " + config.port() + " was taken by another process")
        : new IOException(
            "it ended at once with exit code "
                + process.exitValue()
                + (said.isEmpty() ? ", saying nothing" : ", saying: " + said));
  }

  /** The last lines of its output. */
  private String said() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return String.join(" | ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  String version() {
    return version;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        return; // the JVM is ending, and the hook does the rest
      }
      end();
    }
  }

  private void end() {
    try {
      dismissWatcher();
      process.destroy();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        boolean ended = process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
          LOG.warn("The embedded Redis, pid {}, was killed and has not ended", process.pid());
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    directory.delete();
  }

  private void dismissWatcher() {
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write("over\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.trace("Nobody watched any more: {}", e.toString());
    }
  }
}
