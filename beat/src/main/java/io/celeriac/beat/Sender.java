package io.celeriac.beat;

import java.util.function.BooleanSupplier;

/** Where runs go. */
interface Sender {

  /**
   * Sends a run of an entry.
   *
   * @param mayStill whether it is still ours to send, asked before each try
   * @return whether it is done with; not when it is no longer ours, or the beat is to end
   */
  boolean send(Entry entry, BooleanSupplier mayStill) throws InterruptedException;
}
