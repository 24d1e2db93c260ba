package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Event;
import io.celeriac.EventListener;
import io.celeriac.EventReceiver;
import io.celeriac.Settings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the events of a cluster as they come, whatever languages its workers are in. */
@Command(
    name = "events",
    description = {
      "Watch the workers and tasks of a cluster.",
      "Events of tasks come from workers that were started with -E."
    },
    customSynopsis = "celeriac [-b URL] events [--dump]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {"", "Example:", "  celeriac -b redis://localhost events"})
final class EventsCommand implements Callable<Integer> {

  @Option(
      names = {"-d", "--dump"},
      description = "Print each event on a line, in the form of 'celery events --dump'.")
  boolean dump;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  EventsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Surroundings surroundings = session.surroundings();
    PrintWriter out = spec.commandLine().getOut();
    boolean live = !dump && surroundings.output().interactive();
    if (live) {
      LogOutput.to(new LastWarnings());
    } else {
      LogOutput.toStandardError(LogLevel.WARNING, surroundings.errors());
    }
    try (Celery app = session.app(Settings.defaults())) {
      if (live) {
        paint(app, out);
      } else if (dump) {
        EventDump lines = new EventDump(out, app.brokerUrl());
        lines.started();
        print(app, out, lines);
      } else {
        print(app, out, new EventLines(out, ZoneId.systemDefault()));
      }
    }
    return 0;
  }

  private void paint(Celery app, PrintWriter out) throws InterruptedException {
    Surroundings surroundings = session.surroundings();
    EventScreen screen =
        new EventScreen(surroundings.output(), ZoneId.systemDefault(), app.brokerUrl());
    try (EventsView view =
            new EventsView(out, screen, Clock.systemUTC(), surroundings, Keyboard.open());
        HopelessBroker hopeless = new HopelessBroker(app, view)) {
      while (view.paint()) {
        hopeless.check();
      }
    }
  }

  /** Until who reads the lines is gone; Ctrl-C ends the process. */
  private static void print(Celery app, PrintWriter out, EventListener lines)
      throws InterruptedException {
    try (HopelessBroker hopeless = new HopelessBroker(app, lines)) {
      while (!out.checkError()) {
        hopeless.await(1);
      }
    }
  }

  /** Receives events, and knows when there is no hope for any, such as with a wrong password. */
  private static final class HopelessBroker implements EventListener, AutoCloseable {
    private final EventListener listener;
    private final BlockingQueue<BrokerException> hopeless = new LinkedBlockingQueue<>();
    private final EventReceiver receiver;

    HopelessBroker(Celery app, EventListener listener) {
      this.listener = listener;
      this.receiver = app.events().receive(this);
    }

    @Override
    public void event(Event event) {
      listener.event(event);
    }

    @Override
    public void connected() {
      listener.connected();
    }

    @Override
    public void disconnected(BrokerException cause) {
      if (cause.recoverable()) {
        listener.disconnected(cause);
      } else {
        hopeless.add(cause);
      }
    }

    void check() throws InterruptedException {
      await(0);
    }

    void await(long seconds) throws InterruptedException {
      @Nullable BrokerException cause = hopeless.poll(seconds, TimeUnit.SECONDS);
      if (cause != null) {
        throw cause;
      }
    }

    @Override
    public void close() {
      receiver.close();
    }
  }
}
