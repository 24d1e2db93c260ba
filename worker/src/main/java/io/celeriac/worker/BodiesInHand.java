package io.celeriac.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes the bodies of those tasks have that run or wait for nothing but a slot or a rate.
 * A prefetch limit counts messages; where these are large, what may be in hand by it is more than a
 * heap holds. An eighth of the heap is the most, since a body takes several times its length while
 * it is decoded and run; one task may be in hand however large. Thread-safe.
 */
final class BodiesInHand {

  private static final Logger LOG = LoggerFactory.getLogger(BodiesInHand.class);
  private static final int SHARE_OF_HEAP = 8;

  private final long most;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean told = new AtomicBoolean();

  BodiesInHand() {
    this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  BodiesInHand(long most) {
    this.most = most;
  }

  /** A task is in hand; {@link #remove} is to follow. */
  void add(int length) {
    bytes.addAndGet(length);
  }

  /** It has ended, or was given back. */
  void remove(int length) {
    bytes.addAndGet(-length);
  }

  /** Whether no more tasks are to be taken until some have ended. */
  boolean full() {
    boolean full = bytes.get() >= most;
    if (full && !told.get() && told.compareAndSet(false, true)) {
      LOG.warn(
          "The tasks in hand have bodies of {} bytes: more than {}, an eighth of the heap (-Xmx)."
              + " Whenever that is so, no more are taken until some have ended, and remote control"
              + " may have to wait",
          bytes.get(),
          most);
    }
    return full;
  }
}
