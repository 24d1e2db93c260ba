package io.celeriac.testing;

/** A server that a test has for itself, to be killed, frozen, stopped and started again. */
public interface OwnServer extends AutoCloseable {

  int port();

  /** Where it is reached. */
  String url();

  /** Starts it again, on the same port and with what it has on disk. */
  void start();

  /** Ends it in good order (SIGTERM). */
  void stop();

  /** Ends it without warning (SIGKILL). */
  void kill();

  /** Freezes it (SIGSTOP): connections stay open, and nothing answers until {@link #thaw}. */
  void freeze();

  /** Lets it go on (SIGCONT). */
  void thaw();

  /** Ends it however it stands, and deletes its data. */
  @Override
  void close();
}
