package io.celeriac.spi;

import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what waits in one place of messages that no broker keeps any more, such as commands: a
 * flood of them must not take the memory that tasks need. A sixteenth of the heap, 32 MB at the
 * most; what comes when that is full is passed over, with a line in the log now and then.
 * Thread-safe.
 */
public final class WaitingLimit {

  private static final Logger LOG = LoggerFactory.getLogger(WaitingLimit.class);
  private static final long MOST = 32 << 20;
  private static final long SHARE_OF_HEAP = 16;
  // What a message takes besides its body.
  private static final long OVERHEAD = 1024;
  private static final long BETWEEN_LINES = 10_000;

  private final String what;
  private final long most;
  private final ReentrantLock lock = new ReentrantLock();
  private long waiting;
  private long passedOver;

  /**
   * Nothing waits.
   *
   * @param what what waits, as the log has it: "commands that have come"
   */
  public WaitingLimit(String what) {
    this(what, Math.min(MOST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  WaitingLimit(String what, long most) {
    this.what = what;
    this.most = most;
  }

  /**
   * Whether a message may wait; then {@link #remove} is to follow. One alone may, however large.
   *
   * @param bytes the length of its body
   */
  public boolean add(int bytes) {
    long size = OVERHEAD + bytes;
    lock.lock();
    try {
      if (waiting == 0 || waiting + size <= most) {
        waiting += size;
        return true;
      }
      if (passedOver++ % BETWEEN_LINES == 0) {
        LOG.warn(
            "More than {} bytes wait of {}: passed over are {} so far", most, what, passedOver);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * It waits no longer.
   *
   * @param bytes the length of its body
   */
  public void remove(int bytes) {
    lock.lock();
    try {
      waiting -= OVERHEAD + bytes;
    } finally {
      lock.unlock();
    }
  }
}
