package io.celeriac.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Takes this process out of the session of the terminal that it was started from: neither Ctrl-C
 * nor the end of the terminal reaches it any more. The call of the operating system for that has no
 * counterpart in Java.
 */
@SuppressWarnings("restricted") // that is the point
final class OwnSession {

  private OwnSession() {}

  /** Begins one; without an effect where there is no such thing. */
  static void begin() {
    if (!OwnSession.class.getModule().isNativeAccessEnabled()) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setsid = linker.defaultLookup().find("setsid");
    if (setsid.isEmpty()) {
      return;
    }
    try {
      // It fails only in a process that leads a group already, which has what it needs.
      int ignored =
          (int)
              linker
                  .downcallHandle(setsid.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT))
                  .invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("setsid failed: " + e, e);
    }
  }
}
