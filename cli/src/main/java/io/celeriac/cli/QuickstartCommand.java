package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Worker;
import io.celeriac.embedded.EmbeddedRedis;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows in a few seconds, on a Redis of its own, what a task queue does. */
@Command(
    name = "quickstart",
    header = "See tasks run, on a Redis of its own: the place to start.",
    description = {
      "Starts a Redis and a worker, calls some tasks, and shows what happens to each.",
      "Stays up to be called from Python, until Ctrl-C."
    },
    customSynopsis = "celeriac quickstart [--once]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class QuickstartCommand implements Callable<Integer> {

  private static final int STOPPED_BY_CTRL_C = 130;
  private static final int WIDE = 160;

  @Option(
      names = "--once",
      description = "End after the demonstration: 0 when every call ended as it should, else 1.")
  boolean once;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;
  private final LastWarnings warnings = new LastWarnings();

  QuickstartCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    LogOutput.to(warnings);
    Terminal terminal = session.surroundings().output();
    PrintWriter out = spec.commandLine().getOut();
    int columns = terminal.interactive() ? TerminalSize.columns(session.surroundings()) : WIDE;
    QuickstartView view =
        terminal.interactive() ? new LiveView(out, terminal, columns) : new PlainView(out);
    QuickstartTexts texts = new QuickstartTexts(view, terminal, once);
    texts.title();
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      texts.redis(redis);
      Quickstart quickstart = new Quickstart(view, terminal.unicode());
      try (Celery app = quickstart.app(redis.url())) {
        Worker worker = Quickstart.worker(app);
        return run(
            worker,
            () -> {
              boolean good = demonstrate(quickstart, app, texts, redis.url());
              if (good && !once) {
                quickstart.welcome(new GuestBook(view, terminal, columns));
                LogOutput.toStandardError(
                    LogLevel.WARNING, session.surroundings().errors(), new ToldOtherwise());
              } else {
                worker.shutdown(Worker.Shutdown.WARM);
              }
              return good;
            },
            texts);
      }
    } finally {
      view.restore();
    }
  }

  /** The worker has this thread, and with it the signals; the demonstration has another. */
  private int run(Worker worker, Callable<Boolean> body, QuickstartTexts texts) throws Exception {
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> demonstration = thread.submit(() -> orEnd(worker, body));
      worker.run();
      if (demonstration.cancel(true)) {
        texts.stopped();
        return STOPPED_BY_CTRL_C;
      }
      if (!once) {
        texts.stopped();
      }
      return demonstration.get() ? 0 : 1;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static boolean orEnd(Worker worker, Callable<Boolean> body) throws Exception {
    try {
      return body.call();
    } catch (Exception e) {
      worker.shutdown(Worker.Shutdown.WARM);
      throw e;
    }
  }

  private boolean demonstrate(Quickstart quickstart, Celery app, QuickstartTexts texts, String url)
      throws InterruptedException {
    Duration first = quickstart.warmUp(app);
    texts.worker(app.tasks().size(), first);
    boolean good = quickstart.demonstrate(app);
    if (good) {
      texts.invite(quickstart.calls(), url);
    } else {
      texts.explain(warnings.lines());
    }
    return good;
  }
}
