package io.celeriac.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The keys that are pressed at the terminal, one by one and unseen, which only {@code stty} can
 * arrange. Where there is none, no key is ever pressed. Closing gives the terminal back as it was.
 */
final class Keyboard implements AutoCloseable {

  /** A key that means something. */
  enum Key {
    QUIT,
    UP,
    DOWN
  }

  private static final File TERMINAL = new File("/dev/tty");
  private static final int ESCAPE = 27;

  private final Optional<String> before;
  private final BlockingQueue<Key> pressed = new LinkedBlockingQueue<>();

  private Keyboard(Optional<String> before) {
    this.before = before;
  }

  static Keyboard open() {
    Optional<String> before = stty("-g");
    boolean ours =
        before.isPresent() && stty("-icanon", "-echo", "min", "1", "time", "0").isPresent();
    Keyboard keyboard = new Keyboard(before.filter(_ -> ours));
    if (ours) {
      Thread.ofPlatform().name("celeriac-keys").daemon(true).start(keyboard::read);
    }
    return keyboard;
  }

  /** The next key, if one is pressed in time. */
  Optional<Key> next(long millis) throws InterruptedException {
    return Optional.ofNullable(pressed.poll(millis, TimeUnit.MILLISECONDS));
  }

  private void read() {
    try (InputStream keys = new FileInputStream(TERMINAL)) {
      for (int key = keys.read(); key >= 0; key = keys.read()) {
        switch (key) {
          case 'q', 'Q' -> pressed.add(Key.QUIT);
          case 'k' -> pressed.add(Key.UP);
          case 'j' -> pressed.add(Key.DOWN);
          case ESCAPE -> arrow(keys);
          default -> {}
        }
      }
    } catch (IOException e) {
      // The terminal is gone; so is whoever would press a key.
    }
  }

  /** An arrow is an escape, a bracket and a letter. */
  private void arrow(InputStream keys) throws IOException {
    if (keys.read() == '[') {
      switch (keys.read()) {
        case 'A' -> pressed.add(Key.UP);
        case 'B' -> pressed.add(Key.DOWN);
        default -> {}
      }
    }
  }

  private static Optional<String> stty(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "stty";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process process =
          new ProcessBuilder(command).redirectInput(TERMINAL).redirectErrorStream(true).start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.of(answer)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    before.ifPresent(Keyboard::stty);
  }
}
