package io.celeriac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A server program that a test owns, in a temporary directory and on ports of its own: started
 * until it answers, stopped, killed, frozen, started again. It dies with the JVM at the latest.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_TIME = Duration.ofSeconds(90);
  private static final Duration STOP_TIME = Duration.ofSeconds(30);

  /** How Redis, Valkey and Erlang say it. */
  private static final Pattern PORT_TAKEN =
      Pattern.compile("address already in use|eaddrinuse", Pattern.CASE_INSENSITIVE);

  private final String name;
  private final Path directory;
  private final List<String> command;
  private final Map<String, String> environment;
  private final List<FreePort> ports;
  private final BooleanSupplier answers;
  private final Thread lastRites = new Thread(this::killAndDelete);
  private @Nullable Process process;

  ServerProcess(
      String name,
      Path directory,
      List<String> command,
      Map<String, String> environment,
      List<FreePort> ports,
      BooleanSupplier answers) {
    this.name = name;
    this.directory = directory;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.ports = List.copyOf(ports);
    this.answers = answers;
    Runtime.getRuntime().addShutdownHook(lastRites);
  }

  /** A temporary directory that {@link #close} deletes. */
  static Path directory(String name) {
    try {
      return Files.createTempDirectory("celeriac-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the program and waits until it answers; what does not start is closed. */
  void startFirst() {
    try {
      start();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Starts the program and waits until it answers. */
  synchronized void start() {
    if (isRunning()) {
      throw new IllegalStateException(name + " is running already");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().putAll(environment);
    try {
      Process started = builder.start();
      process = started;
      Awaitility.await(name + " to answer")
          .atMost(START_TIME)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !started.isAlive() || answers.getAsBoolean());
      if (!started.isAlive()) {
        String log = logTail();
        String what = name + " ended with " + started.exitValue() + " while starting: " + log;
        throw PORT_TAKEN.matcher(log).find()
            ? new PortTakenException(what)
            : new IllegalStateException(what);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + command, e);
    }
  }

  /** Asks it to end (SIGTERM) and waits until it has. */
  synchronized void stop() {
    Process running = running();
    running.destroy();
    awaitEnd(running);
  }

  /** Ends it and its children without warning (SIGKILL). */
  synchronized void kill() {
    Process running = running();
    List<ProcessHandle> children = running.descendants().toList();
    running.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(running);
  }

  /** Freezes it (SIGSTOP): connections stay open, nothing answers. */
  synchronized void freeze() {
    signal("-STOP");
  }

  /** Lets it go on after {@link #freeze} (SIGCONT). */
  synchronized void thaw() {
    signal("-CONT");
  }

  synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Ends it however it stands, deletes its directory, and gives its ports back. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(lastRites);
    killAndDelete();
    ports.forEach(FreePort::close);
  }

  private Process running() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException(name + " is not running: " + logTail());
    }
    return process;
  }

  private void awaitEnd(Process ending) {
    try {
      if (!ending.waitFor(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " did not end in " + STOP_TIME + ": " + logTail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + name + " ends", e);
    }
  }

  private void signal(String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(running().pid())).inheritIO().start();
      awaitEnd(kill);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void killAndDelete() {
    if (isRunning()) {
      kill();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(ServerProcess::delete);
    } catch (IOException | UncheckedIOException e) {
      // A child of the server may still be writing; the system's temporary directory is cleared.
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
