package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.RemoteCommand;
import java.util.Iterator;

/** The names of Celery's own commands of remote control, which a shell completes. */
abstract class RemoteWords implements Iterable<String> {

  private final RemoteCommand.Kind kind;

  private RemoteWords(RemoteCommand.Kind kind) {
    this.kind = kind;
  }

  @Override
  public Iterator<String> iterator() {
    try (Celery app = Celery.named("completion").build()) {
      return CommandListing.of(app.control(), kind).stream().map(RemoteCommand::name).iterator();
    }
  }

  /** Of those that ask. */
  static final class Asking extends RemoteWords {
    Asking() {
      super(RemoteCommand.Kind.INSPECT);
    }
  }

  /** Of those that act. */
  static final class Acting extends RemoteWords {
    Acting() {
      super(RemoteCommand.Kind.CONTROL);
    }
  }
}
