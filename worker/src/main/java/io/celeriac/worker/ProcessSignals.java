package io.celeriac.worker;

import io.celeriac.Worker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process's signals do to a worker, as in Celery: SIGTERM ends it warm, however often it
 * comes, or cold where it is remapped; SIGINT warm and then cold; SIGQUIT cold, where the JVM lets
 * go of that signal.
 */
@SuppressWarnings("sunapi") // the only way to a second SIGTERM, and to an exit code of one's own
final class ProcessSignals implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

  private final Worker worker;
  private final Map<sun.misc.Signal, sun.misc.SignalHandler> former = new LinkedHashMap<>();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final AtomicBoolean cold = new AtomicBoolean();
  private volatile boolean received;
  private volatile int exitCode;

  /**
   * Handles the signals of this process from now on.
   *
   * @param remapped whether SIGTERM is what SIGQUIT is
   */
  ProcessSignals(Worker worker, boolean remapped) {
    this.worker = worker;
    install("TERM", remapped ? this::quit : this::terminate);
    install("INT", this::interrupt);
    installQuit();
  }

  private void installQuit() {
    if (!QuitSignal.possible()) {
      LOG.debug("SIGQUIT stays a thread dump here; a second SIGINT ends the worker cold");
      return;
    }
    try {
      QuitSignal.handle(this::quit);
    } catch (IllegalStateException e) {
      LOG.debug("SIGQUIT stays a thread dump: {}", e.getMessage());
    }
  }

  private void install(String name, Runnable action) {
    sun.misc.Signal signal = new sun.misc.Signal(name);
    try {
      former.put(signal, sun.misc.Signal.handle(signal, arrived -> action.run()));
    } catch (IllegalArgumentException e) {
      LOG.warn("SIG{} cannot be handled here: {}", name, e.getMessage());
    }
  }

  private void terminate() {
    received = true;
    worker.shutdown(Worker.Shutdown.WARM);
  }

  private void interrupt() {
    if (!interrupted.compareAndSet(false, true)) {
      quit();
      return;
    }
    received = true;
    exitCode = 1;
    LOG.warn(
        "worker: Hitting Ctrl+C again will initiate cold shutdown, terminating all running tasks!");
    worker.shutdown(Worker.Shutdown.WARM);
  }

  private void quit() {
    received = true;
    interrupted.set(true); // a Ctrl+C after it goes on from there
    exitCode = 1;
    if (cold.compareAndSet(false, true)) {
      LOG.warn("worker: Hitting Ctrl+C again will terminate all running tasks!");
    }
    worker.shutdown(Worker.Shutdown.COLD);
  }

  int exitCode() {
    return exitCode;
  }

  @Override
  public void close() {
    if (received) {
      return; // the process ends as it was told to: one signal more must not change its exit code
    }
    former.forEach(sun.misc.Signal::handle);
  }
}
