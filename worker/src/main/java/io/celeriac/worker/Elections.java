package io.celeriac.worker;

import io.celeriac.Event;
import io.celeriac.spi.EventDispatcher;
import io.celeriac.spi.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Agrees with other workers on which of them does something. Each that is asked to proposes itself;
 * all acknowledge each proposal; when as many acknowledgements have come as workers are alive, the
 * earliest proposal by the logical clock has won, as everybody sees (docs/protocol/events.md).
 * Thread-safe.
 */
final class Elections {

  private static final Logger LOG = LoggerFactory.getLogger(Elections.class);

  /** Elections that are remembered at the most: one that nobody ends must not stay for ever. */
  private static final int MOST = 1000;

  private static final int VERSION = 1;

  private final String hostname;
  private final EventDispatcher events;
  private final IntSupplier aliveWorkers;
  private final BiConsumer<String, @Nullable Object> won;
  private final Map<String, List<Proposal>> proposals = bounded();
  private final Map<String, Integer> acknowledged = bounded();

  /**
   * Makes one.
   *
   * @param aliveWorkers how many other workers are alive
   * @param won carries out what a topic and an action ask for
   */
  Elections(
      String hostname,
      EventDispatcher events,
      IntSupplier aliveWorkers,
      BiConsumer<String, @Nullable Object> won) {
    this.hostname = hostname;
    this.events = events;
    this.aliveWorkers = aliveWorkers;
    this.won = won;
  }

  /** A worker that proposes itself. */
  private record Proposal(
      long clock, String hostname, String process, String topic, @Nullable Object action) {}

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MOST;
      }
    };
  }

  /** This worker is asked to take part: the command {@code election} of remote control. */
  synchronized void propose(String id, String topic, @Nullable Object action) {
    acknowledged.put(id, 0);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("topic", topic);
    fields.put("action", action);
    fields.put("cver", VERSION);
    events.send("worker-elect", fields);
  }

  /** Somebody, or this worker, proposes itself. */
  synchronized void proposed(Event event) {
    if (event.text("id").isEmpty() || event.text("topic").isEmpty()) {
      LOG.error(
          "election request missing field id or topic, from {}", Printable.word(event.hostname()));
      return;
    }
    String id = event.text("id").get();
    proposals
        .computeIfAbsent(id, _ -> new ArrayList<>())
        .add(
            new Proposal(
                event.clock(),
                event.hostname(),
                event.hostname() + "." + event.fields().get("pid"),
                event.text("topic").get(),
                event.fields().get("action")));
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    events.send("worker-elect-ack", fields);
  }

  /** Somebody, or this worker, has acknowledged a proposal. */
  synchronized void acknowledged(Event event) {
    String id = event.text("id").orElse("");
    Integer before = acknowledged.get(id);
    if (before == null) {
      return; // not asked to take part, or decided
    }
    acknowledged.put(id, before + 1);
    List<Proposal> candidates = Objects.requireNonNullElse(proposals.get(id), List.of());
    if (before + 1 >= aliveWorkers.getAsInt() && !candidates.isEmpty()) {
      proposals.remove(id);
      acknowledged.remove(id);
      decided(id, candidates);
    }
  }

  private void decided(String id, List<Proposal> candidates) {
    Proposal leader =
        candidates.stream()
            .min(Comparator.comparingLong(Proposal::clock).thenComparing(Proposal::process))
            .orElseThrow();
    if (leader.hostname().equals(hostname)) {
      LOG.info("I won the election '{}'", Printable.word(id));
      won.accept(leader.topic(), leader.action());
    } else {
      LOG.info("node {} elected for '{}'", Printable.word(leader.process()), Printable.word(id));
    }
  }
}
