package io.celeriac.worker;

import io.celeriac.Worker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process's signals do to a worker: SIGTERM and SIGINT end it warm, a second one cold;
 * SIGQUIT ends it cold at once where the JVM lets go of that signal.
 */
@SuppressWarnings("sunapi") // the only way to a second SIGTERM, and to an exit code of one's own
final class ProcessSignals implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

  private final Worker worker;
  private final Map<sun.misc.Signal, sun.misc.SignalHandler> former = new LinkedHashMap<>();
  private final AtomicInteger received = new AtomicInteger();
  private volatile int exitCode;

  ProcessSignals(Worker worker) {
    this.worker = worker;
    install("TERM", 0);
    install("INT", 1);
    installQuit();
  }

  private void installQuit() {
    if (!QuitSignal.possible()) {
      LOG.debug("SIGQUIT stays a thread dump here; a second SIGTERM ends the worker cold");
      return;
    }
    try {
      QuitSignal.handle(this::quit);
    } catch (IllegalStateException e) {
      LOG.debug("SIGQUIT stays a thread dump: {}", e.getMessage());
    }
  }

  private void quit() {
    received.incrementAndGet();
    exitCode = 1;
    worker.shutdown(Worker.Shutdown.COLD);
  }

  private void install(String name, int code) {
    sun.misc.Signal signal = new sun.misc.Signal(name);
    try {
      former.put(signal, sun.misc.Signal.handle(signal, arrived -> terminate(code)));
    } catch (IllegalArgumentException e) {
      LOG.warn("SIG{} cannot be handled here: {}", name, e.getMessage());
    }
  }

  private void terminate(int code) {
    if (received.incrementAndGet() == 1) {
      exitCode = code;
      if (code == 1) {
        LOG.warn(
            "worker: Hitting Ctrl+C again will initiate cold shutdown, terminating all running"
                + " tasks!");
      }
      worker.shutdown(Worker.Shutdown.WARM);
    } else {
      exitCode = 1;
      worker.shutdown(Worker.Shutdown.COLD);
    }
  }

  int exitCode() {
    return exitCode;
  }

  @Override
  public void close() {
    if (received.get() > 0) {
      return; // the process ends as it was told to: one signal more must not change its exit code
    }
    former.forEach(sun.misc.Signal::handle);
  }
}
