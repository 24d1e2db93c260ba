package io.celeriac.worker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes SIGQUIT away from the JVM, which keeps it for thread dumps and lets no Java code handle it.
 * A handler may not call into Java either, so ours is six machine instructions that write a byte
 * into a pipe, which a thread reads. On Linux with x86-64, and where native access is allowed;
 * elsewhere SIGQUIT stays a thread dump, and a second SIGINT ends a worker cold.
 */
@SuppressWarnings("restricted") // that is the point
final class QuitSignal {

  private static final int SIGQUIT = 3;
  private static final int PAGE = 4096;
  private static final int READ_WRITE = 1 | 2;
  private static final int READ_EXECUTE = 1 | 4;
  private static final int PRIVATE_ANONYMOUS = 0x22;

  private final Linker linker = Linker.nativeLinker();

  private QuitSignal() {}

  /** Whether this JVM can do it. */
  static boolean possible() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64")
        && QuitSignal.class.getModule().isNativeAccessEnabled();
  }

  /**
   * Runs an action each time SIGQUIT arrives, on a thread of its own, for the rest of the process.
   *
   * @throws IllegalStateException when the operating system does not play along
   */
  static void handle(Runnable action) {
    try {
      new QuitSignal().install(action);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("SIGQUIT cannot be handled: " + e, e);
    }
  }

  private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  private void install(Runnable action) throws Throwable {
    MemorySegment ends = Arena.global().allocate(JAVA_INT, 2);
    check("pipe", (int) function("pipe", JAVA_INT, ADDRESS).invokeExact(ends));
    int readEnd = ends.getAtIndex(JAVA_INT, 0);
    MemorySegment handler = executable(instructions(ends.getAtIndex(JAVA_INT, 1)));
    MethodHandle read = function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    Thread.ofPlatform()
        .name("celeriac-sigquit")
        .daemon(true)
        .start(() -> await(read, readEnd, action));
    MemorySegment former =
        (MemorySegment)
            function("signal", ADDRESS, JAVA_INT, ADDRESS).invokeExact(SIGQUIT, handler);
    check("signal", former.address() == -1 ? -1 : 0);
  }

  /**
   * {@code write(pipe, stack pointer, 1)} as a bare system call: what is written does not matter.
   */
  private static byte[] instructions(int pipe) {
    return ByteBuffer.allocate(21)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xBF)
        .putInt(pipe) // mov edi, pipe
        .put(new byte[] {0x48, (byte) 0x89, (byte) 0xE6}) // mov rsi, rsp
        .put((byte) 0xBA)
        .putInt(1) // mov edx, 1
        .put((byte) 0xB8)
        .putInt(1) // mov eax, SYS_write
        .put(new byte[] {0x0F, 0x05}) // syscall
        .put((byte) 0xC3) // ret
        .array();
  }

  private MemorySegment executable(byte[] code) throws Throwable {
    MemorySegment page =
        (MemorySegment)
            function("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG)
                .invokeExact(
                    MemorySegment.NULL, (long) PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
    check("mmap", page.address() == -1 ? -1 : 0);
    MemorySegment.copy(code, 0, page.reinterpret(PAGE), JAVA_BYTE, 0, code.length);
    check(
        "mprotect",
        (int)
            function("mprotect", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)
                .invokeExact(page, (long) PAGE, READ_EXECUTE));
    return page;
  }

  private static void await(MethodHandle read, int pipe, Runnable action) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(1);
      while ((long) read.invokeExact(pipe, one, 1L) == 1) {
        action.run();
      }
    } catch (Throwable e) {
      throw new IllegalStateException("Waiting for SIGQUIT failed", e);
    }
  }

  private static void check(String function, int result) {
    if (result < 0) {
      throw new IllegalStateException(function + " failed; SIGQUIT cannot be handled");
    }
  }
}
