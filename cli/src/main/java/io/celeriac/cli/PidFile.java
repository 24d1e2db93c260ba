package io.celeriac.cli;

import io.celeriac.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the id of a process, by which others find it and a second one notices the first. It
 * has Celery's form: the number and a line's end.
 */
final class PidFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

  private final Path path;
  private final long pid;

  private PidFile(Path path, long pid) {
    this.path = path;
    this.pid = pid;
  }

  /** The process that a file names, if there is such a file and it is whole. */
  static Optional<Long> read(Path path) {
    try {
      String text = Files.readString(path);
      return text.matches("\\d{1,18}\\s*\\n")
          ? Optional.of(Long.parseLong(text.strip()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Looks whether a process could write a file, and removes one that was left behind.
   *
   * @throws AlreadyRunningException when it belongs to another process, which runs
   */
  static void check(Path path) {
    Optional<Long> owner = read(path).filter(PidFile::isAnother);
    if (owner.isPresent()) {
      throw new AlreadyRunningException(
          "The pid file "
              + path
              + " belongs to the process "
              + owner.get()
              + ", which is running; stop that one first, or name another file by --pidfile");
    }
    try {
      if (Files.deleteIfExists(path)) {
        LOG.warn("Stale pidfile {} exists - Removing it.", path);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** A process that only has the number of this one's last life, as in a container, is no other. */
  private static boolean isAnother(long pid) {
    return pid != ProcessHandle.current().pid() && new RunningProcess(pid).isAlive();
  }

  /**
   * Takes a file for this process, until it is closed.
   *
   * @throws AlreadyRunningException when it belongs to another process, which runs
   */
  static PidFile acquire(Path path) {
    check(path);
    long pid = ProcessHandle.current().pid();
    try {
      Files.writeString(path, pid + "\n", StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new AlreadyRunningException(
          "The pid file " + path + " was taken by another process at this moment");
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    return new PidFile(path, pid);
  }

  private static SettingException unwritable(Path path, IOException e) {
    return new SettingException(
        "The pid file "
            + path
            + " (--pidfile) cannot be written: "
            + e
            + "; name a file in a directory that you may write to");
  }

  /** Removes the file, unless another process has taken it over. */
  @Override
  public void close() {
    if (read(path).filter(owner -> owner == pid).isPresent()) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        LOG.warn("The pid file {} cannot be removed: {}", path, e.toString());
      }
    }
  }
}
