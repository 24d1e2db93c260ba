package io.celeriac.beat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGTERM and SIGINT end a beat in good order: what has run is written down first. */
@SuppressWarnings("sunapi") // a shutdown hook would leave the process with another exit code
final class BeatSignals implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BeatSignals.class);

  private final Map<sun.misc.Signal, sun.misc.SignalHandler> former = new LinkedHashMap<>();

  BeatSignals(Runnable end) {
    install("TERM", end);
    install("INT", end);
  }

  private void install(String name, Runnable end) {
    sun.misc.Signal signal = new sun.misc.Signal(name);
    try {
      former.put(signal, sun.misc.Signal.handle(signal, arrived -> end.run()));
    } catch (IllegalArgumentException e) {
      LOG.warn("SIG{} cannot be handled here: {}", name, e.getMessage());
    }
  }

  @Override
  public void close() {
    former.forEach(sun.misc.Signal::handle);
  }
}
