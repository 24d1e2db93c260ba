package io.celeriac.worker;

import io.celeriac.PoolChild;
import io.celeriac.spi.WorkerEnvironment;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker is in a process that was started to be a child of one: it serves its parent, and
 * the process ends with it, so that nothing behind the start of the worker happens in a child.
 */
@SuppressWarnings("sunapi") // the only way to leave an interrupt from the terminal to the parent
final class ChildProgram {

  private static final Logger LOG = LoggerFactory.getLogger(ChildProgram.class);

  private static final int FAILED = 1;

  private final PoolChild place;
  private final WorkerEnvironment app;
  private final ChildTasks tasks;

  ChildProgram(PoolChild place, WorkerEnvironment app, ChildTasks tasks) {
    this.place = place;
    this.app = app;
    this.tasks = tasks;
  }

  /** Whether it is the worker of this name that the process is a child of. */
  boolean isFor(String node) {
    return place.node().equals(node);
  }

  /** Serves, and ends the process whatever comes: a child that does not serve is none. */
  void run() {
    int code = FAILED;
    try {
      ChildLoop loop = new ChildLoop(place, tasks);
      signals(loop);
      loop.serve();
      app.app().close();
      code = 0;
    } catch (InterruptedException e) {
      LOG.error("{} of {} was interrupted", place.processName(), place.node());
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("{} of {} ends: {}", place.processName(), place.node(), e.toString(), e);
    } finally {
      exit(code);
    }
  }

  /** The process is the pool's, not the application's: what stands behind the start is not run. */
  private static void exit(int code) {
    Runtime.getRuntime().exit(code);
  }

  /** For a program that runs another worker in what was started for this one. */
  void wrongWorker(String node) {
    LOG.error(
        "This process was started to be a child of worker {}, but runs worker {}: a worker with the"
            + " prefork pool needs a name that is the same in every run, by hostname(…)",
        place.node(),
        node);
    exit(FAILED);
  }

  /**
   * Ctrl-C reaches all processes of a terminal: it is the parent's to end its children. SIGUSR1 is
   * the soft limit, as in Celery.
   */
  private static void signals(ChildLoop loop) {
    try {
      sun.misc.Signal.handle(new sun.misc.Signal("INT"), sun.misc.SignalHandler.SIG_IGN);
      sun.misc.Signal.handle(new sun.misc.Signal("USR1"), signal -> loop.softLimit());
    } catch (IllegalArgumentException e) {
      LOG.debug("A signal cannot be handled here: {}", e.getMessage());
    }
  }
}
