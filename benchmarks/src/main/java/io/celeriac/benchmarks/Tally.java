package io.celeriac.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * What the harness reads while this process works: in a mapped file the number of tasks done and
 * the times of the first and the last, in another file the samples of latency. Mapped, so that
 * counting costs no system call. Times are nanoseconds since the epoch.
 */
final class Tally {

  private static final VarHandle SLOT = JAVA_LONG.varHandle();
  private static final long DONE = 0;
  private static final long FIRST = 8;
  private static final long LAST = 16;

  private final MemorySegment slots;
  private final FileChannel samples;

  private Tally(MemorySegment slots, FileChannel samples) {
    this.slots = slots;
    this.samples = samples;
  }

  /** Of this process, in a directory of the harness. */
  static Tally in(Path directory) throws IOException {
    String process = Long.toString(ProcessHandle.current().pid());
    try (FileChannel file = open(directory.resolve(process + ".cnt"))) {
      return new Tally(
          file.map(FileChannel.MapMode.READ_WRITE, 0, LAST + 8, Arena.global()),
          open(directory.resolve(process + ".lat")));
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  void done() {
    long now = nanos();
    SLOT.compareAndSet(slots, FIRST, 0L, now);
    SLOT.setVolatile(slots, LAST, now);
    long before = (long) SLOT.getAndAdd(slots, DONE, 1L);
    assert before >= 0;
  }

  /** Writes down a sample of latency. */
  void sample(long micros) throws IOException {
    ByteBuffer sample = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, micros);
    synchronized (samples) {
      samples.write(sample);
    }
  }

  static long nanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
