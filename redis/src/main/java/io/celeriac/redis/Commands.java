package io.celeriac.redis;

import io.celeriac.BrokerException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Where commands are sent: one server, or the nodes of a cluster. Thread-safe. */
interface Commands extends AutoCloseable {

  /**
   * Sends commands in order. Those of one thread keep their order; commands of one call to one
   * server follow each other without others between them. Only a script that somebody has flushed
   * from the server meanwhile comes late, after what was sent together with it.
   *
   * @return the replies in order, in which a command that the server refused is a {@link
   *     BrokerException}; fails with a {@link BrokerException} when the connection could not be
   *     made or broke, after which nobody knows which commands were executed. It completes on the
   *     connection's thread, which must not be held up.
   */
  CompletableFuture<List<@Nullable Object>> send(List<Command> commands);

  /** How often a connection has been made: what a connection knew is gone when this has changed. */
  int epoch();

  @Override
  void close();

  /** Sends commands and waits for all replies; not ended by an interrupt. */
  default List<@Nullable Object> callAll(List<Command> commands) {
    return await(send(commands));
  }

  /** Sends commands whose replies do not matter. */
  default void tell(List<Command> commands) {
    var _ = send(commands);
  }

  /** Waits for something that was sent; not ended by an interrupt. */
  static <T> T await(CompletableFuture<T> sent) {
    try {
      return sent.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BrokerException broker ? broker : e;
    }
  }

  /** Sends a command and waits for its reply, an error being thrown. */
  default @Nullable Object call(Command command) {
    return check(callAll(List.of(command)).getFirst());
  }

  /** A reply, an error being thrown. */
  static @Nullable Object check(@Nullable Object reply) {
    if (reply instanceof BrokerException refused) {
      throw refused;
    }
    return reply;
  }
}
