package io.celeriac.interop;

import io.celeriac.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Tasks that take their process with them, or would. */
final class DeadlyTasks {

  @Task("interop.pid")
  long pid() {
    return ProcessHandle.current().pid();
  }

  @Task("interop.parent")
  long parent() {
    return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
  }

  @Task("interop.spin")
  void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  @Task("interop.hang")
  void hang() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Task("interop.exit")
  void exit(int code) {
    System.exit(code);
  }

  @Task("interop.memory")
  int memory() {
    List<byte[]> all = new ArrayList<>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new byte[64 << 20]);
    }
    return all.size();
  }

  @Task("interop.crash")
  @SuppressWarnings("restricted") // that is the point
  int crash() {
    return MemorySegment.ofAddress(8).reinterpret(8).get(ValueLayout.JAVA_INT, 0);
  }

  /** Its process is killed each time, as by the kernel when memory is short. */
  @Task(value = "interop.die", acksLate = true, rejectOnWorkerLost = true)
  void die() throws InterruptedException {
    ProcessHandle.of(ProcessHandle.current().pid()).ifPresent(DeadlyTasks::kill);
    new CountDownLatch(1).await();
  }

  /** A process may not destroy itself by its handle. */
  private static void kill(ProcessHandle self) {
    try {
      new ProcessBuilder("kill", "-9", String.valueOf(self.pid())).inheritIO().start();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Task(value = "interop.crash_late", acksLate = true, rejectOnWorkerLost = true)
  int crashLate(String file) throws IOException {
    Path first = Path.of(file);
    if (Files.deleteIfExists(first)) {
      return crash();
    }
    return 1;
  }
}
