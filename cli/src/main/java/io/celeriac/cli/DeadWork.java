package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.DeadLetters;
import io.celeriac.Settings;

/** What the commands for dead letters share: they open the app, and say when its broker is away. */
final class DeadWork {

  private DeadWork() {}

  /** What is done with them. */
  interface Use {
    int with(DeadLetters letters) throws InterruptedException;
  }

  static int with(Session session, Use use) throws InterruptedException {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    try (Celery app = session.app(Settings.defaults())) {
      return use.with(app.deadLetters());
    } catch (BrokerException e) {
      if (e.problem() == BrokerException.Problem.UNREACHABLE) {
        throw new UnavailableException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  /** So many dead letters, in words. */
  static String counted(String done, long count) {
    return done + " " + count + (count == 1 ? " dead letter." : " dead letters.");
  }
}
