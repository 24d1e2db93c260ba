package io.celeriac.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A program that a test runs beside itself, its output kept in a temporary file. It dies with the
 * JVM at the latest.
 */
final class ChildProcess implements AutoCloseable {
  private static final Duration START_TIME = Duration.ofSeconds(60);
  private static final Duration END_TIME = Duration.ofSeconds(20);

  private final Process process;
  private final Path output;
  private final Thread lastRites = new Thread(this::kill);

  ChildProcess(List<String> command, Map<String, String> environment) {
    try {
      this.output = Files.createTempFile("celeriac-interop-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + command, e);
    }
    Runtime.getRuntime().addShutdownHook(lastRites);
  }

  /** Waits until a line of its output holds this. */
  ChildProcess await(String text) {
    Awaitility.await(text)
        .atMost(START_TIME)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || output().contains(text));
    if (!output().contains(text)) {
      throw new IllegalStateException("It ended without '" + text + "':\n" + output());
    }
    return this;
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  /** Waits until it has ended by itself; its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(START_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("It has not ended in " + START_TIME + ":\n" + output());
    }
    return process.exitValue();
  }

  /** Ends it and its children without warning: SIGKILL. */
  void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** Asks it to end, and makes sure that it does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
      Files.deleteIfExists(output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().removeShutdownHook(lastRites);
  }
}
