package io.celeriac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/**
 * A program that a test runs beside itself and may signal, its output kept in a temporary file. It
 * dies with the JVM at the latest. Safe from any thread.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration START_TIME = Duration.ofSeconds(60);
  private static final Duration END_TIME = Duration.ofSeconds(20);

  private final Process process;
  private final Path output;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread lastRites = new Thread(this::kill);

  /** Starts it, with further environment variables. */
  public ChildProcess(List<String> command, Map<String, String> environment) {
    try {
      this.output = Files.createTempFile("celeriac-child-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + command, e);
    }
    Runtime.getRuntime().addShutdownHook(lastRites);
  }

  /** Starts a program of the tests' own class path in a JVM of its own, with options for that. */
  public static ChildProcess ofJava(List<String> options, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ChildProcess(command, Map.of());
  }

  /** Waits until a line of its output holds this. */
  public ChildProcess await(String text) {
    Awaitility.await(text)
        .atMost(START_TIME)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || output().contains(text));
    if (!output().contains(text)) {
      throw new IllegalStateException("It ended without '" + text + "':\n" + output());
    }
    return this;
  }

  /** What it has written so far, errors among the rest. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean hasEnded() {
    return !process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Waits until it has ended by itself, for a minute; its exit code. */
  public int awaitEnd() throws InterruptedException {
    return awaitEnd(START_TIME);
  }

  /**
   * Waits until it has ended by itself; its exit code.
   *
   * @throws IllegalStateException when it has not in that time
   */
  public int awaitEnd(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("It has not ended in " + time + ":\n" + output());
    }
    return process.exitValue();
  }

  /** Ends it and its children without warning: SIGKILL. */
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** Freezes it (SIGSTOP): its connections stay open, and it does nothing. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on after {@link #freeze} (SIGCONT). */
  public void thaw() {
    signal("CONT");
  }

  /** Sends it a signal, such as TERM; one that has ended already is left in peace. */
  public void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0 && process.isAlive()) {
        throw new IllegalStateException("SIG" + name + " did not reach process " + process.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while sending SIG" + name, e);
    }
  }

  /** Asks it to end, and makes sure that it does; once more is nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
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
