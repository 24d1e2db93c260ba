package io.celeriac.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of this machine that need not be ours.
 *
 * @param pid its id
 */
record RunningProcess(long pid) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Whether it runs; one that has ended and that nobody has waited for yet does not. */
  boolean isAlive() {
    return handle().isPresent() && !isZombie();
  }

  private Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
  }

  private boolean isZombie() {
    try {
      String status =
          Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.UTF_8);
      return status.startsWith(") Z", status.lastIndexOf(')'));
    } catch (IOException e) {
      return false; // not on Linux, or just gone
    }
  }

  /**
   * Sends a signal, and does not wait long for what sends it.
   *
   * @param signal its name without SIG, or its number
   * @return whether there was such a process, and it is ours to signal
   */
  boolean signal(String signal) throws InterruptedException {
    if (!isAlive()) {
      return false;
    }
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", signal, String.valueOf(pid))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && kill.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it has ended within a time. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    Optional<ProcessHandle> handle = handle();
    if (handle.isEmpty() || isZombie()) {
      return true;
    }
    try {
      handle.get().onExit().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return isZombie();
    } catch (ExecutionException e) {
      return !isAlive();
    }
  }
}
