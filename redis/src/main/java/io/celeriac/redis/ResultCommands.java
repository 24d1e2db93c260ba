package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.ResultBackendException;
import io.celeriac.spi.Patience;
import io.celeriac.spi.Pauses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the commands of a result backend, again and again while the server is away, as the retry
 * policy has it. Thread-safe.
 */
final class ResultCommands implements AutoCloseable {
  private final Commands commands;
  private final Patience patience;

  ResultCommands(Commands commands, Pauses retries) {
    this.commands = commands;
    this.patience = new Patience(retries);
  }

  /**
   * The reply to a command, which may be executed more than once.
   *
   * @param what what it is to do, as it follows "Could not"
   * @throws ResultBackendException when all tries have failed
   */
  @Nullable Object call(String what, Command command) {
    return callAll(what, List.of(command)).getFirst();
  }

  /** The replies to some commands, each of which may be executed more than once. */
  List<@Nullable Object> callAll(String what, List<Command> some) {
    Patience.Attempts attempts = patience.start();
    while (true) {
      try {
        List<@Nullable Object> replies = commands.callAll(some);
        replies.forEach(Commands::check);
        return replies;
      } catch (BrokerException e) {
        again(what, attempts, e);
      }
    }
  }

  /**
   * The reply to a command that is never executed twice: it is sent again only if it was surely not
   * executed.
   */
  @Nullable Object callOnce(String what, Command command) {
    Patience.Attempts attempts = patience.start();
    while (true) {
      try {
        Object reply = commands.callAll(List.of(command)).getFirst();
        if (!(reply instanceof BrokerException refused)) {
          return reply;
        }
        again(what, attempts, refused);
      } catch (BrokerException e) {
        if (e.problem() != Problem.UNREACHABLE) {
          throw failed(what, e);
        }
        again(what, attempts, e);
      }
    }
  }

  @Override
  public void close() {
    patience.close();
    commands.close();
  }

  private static void again(String what, Patience.Attempts attempts, BrokerException e) {
    if (!e.recoverable() || !attempts.again()) {
      throw failed(what, e);
    }
  }

  private static ResultBackendException failed(String what, BrokerException e) {
    return new ResultBackendException("Could not " + what + ": " + e.getMessage(), e);
  }
}
