package io.celeriac.worker;

import io.celeriac.SettingException;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.spi.LamportClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is revoked, and the logical clock, over a restart of the worker ({@code --statedb}).
 * JSON of our own, replaced as a whole, so that a crash leaves the former or the new one.
 */
final class StateFile {

  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
  private static final String FORMAT = "celeriac-worker-state-1";

  private final Path file;
  private final Revocations revocations;
  private final LamportClock lamport;
  private final JsonSerializer json = new JsonSerializer();
  private volatile long saved;

  StateFile(Path file, Revocations revocations, LamportClock lamport) {
    this.file = file.toAbsolutePath();
    this.revocations = revocations;
    this.lamport = lamport;
  }

  /**
   * Takes in what is kept.
   *
   * @throws SettingException when the file is another's, or cannot be read
   */
  synchronized void load() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new SettingException("The state file " + file + " cannot be read: " + e);
    }
    Object content = null;
    try {
      content = json.decode(bytes, "utf-8");
    } catch (DecodeException e) {
      LOG.debug("{} is no JSON: {}", file, e.getMessage());
    }
    if (!(content instanceof Map<?, ?> state) || !FORMAT.equals(state.get("format"))) {
      throw new SettingException(
          "The file "
              + file
              + " (--statedb, worker_state_db) is no state file of Celeriac's; a Python worker's"
              + " cannot be shared. Name another file, or remove it");
    }
    revocations.addAll(NodeCommands.revoked(state.get("revoked")));
    lamport.adjust(state.get("clock") instanceof Number clock ? clock.longValue() : 0);
    saved = revocations.changes();
  }

  /** Saves, if anything was revoked since the last time. */
  void saveChanges() {
    if (revocations.changes() != saved) {
      save();
    }
  }

  /** Saves. That it cannot is logged, and no reason to end a worker. */
  synchronized void save() {
    long changes = revocations.changes();
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("format", FORMAT);
    state.put("clock", lamport.value());
    state.put("revoked", revocations.ids());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      write(fresh, json.encode(state));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      saved = changes;
    } catch (IOException e) {
      LOG.error("The worker's state could not be saved to {}: {}", file, e.toString());
    }
  }

  private static void write(Path to, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            to,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        int written = channel.write(buffer);
        assert written >= 0;
      }
      channel.force(true);
    }
  }
}
