package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.spi.Printable;
import io.celeriac.spi.WorkerEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a worker up to what its neighbours know, before it consumes: their clock, and what is
 * revoked. Where the broker tells that nobody is there, it takes no time; else up to a second.
 */
final class Mingle {

  private static final Logger LOG = LoggerFactory.getLogger(Mingle.class);

  private final WorkerEnvironment app;
  private final String hostname;
  private final Revocations revocations;

  Mingle(WorkerEnvironment app, String hostname, Revocations revocations) {
    this.app = app;
    this.hostname = hostname;
    this.revocations = revocations;
  }

  void sync() {
    LOG.info("mingle: searching for neighbors");
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("from_node", hostname);
    arguments.put("revoked", revocations.ids());
    try {
      Map<String, @Nullable Object> answers =
          app.app().control().inspect().request("hello", arguments);
      answers.remove(hostname);
      answers.forEach(this::learn);
      if (answers.isEmpty()) {
        LOG.info("mingle: all alone");
      } else {
        LOG.info("mingle: sync with {} nodes complete", answers.size());
      }
    } catch (BrokerException e) {
      LOG.warn("mingle: the neighbors could not be asked: {}", e.getMessage());
    }
  }

  private void learn(String node, @Nullable Object answer) {
    if (answer instanceof Map<?, ?> known) {
      LOG.debug("mingle: processing reply from {}", Printable.word(node));
      app.lamport().adjust(known.get("clock") instanceof Number clock ? clock.longValue() : 0);
      revocations.addAll(NodeCommands.revoked(known.get("revoked")));
    }
  }
}
