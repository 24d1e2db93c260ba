package io.celeriac;

import java.util.concurrent.Executor;

/**
 * Where code goes on that may wait. What a transport or a result backend has to tell, it tells on
 * the threads that read its connections: whoever waited there for the same connection would wait
 * for ever, and everybody with him.
 */
final class Callbacks {

  /** A virtual thread for each. */
  static final Executor VIRTUAL = task -> Thread.ofVirtual().name("celeriac-callback").start(task);

  private Callbacks() {}
}
