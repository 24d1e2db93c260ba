package io.celeriac.spi;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of one node: what monitors see of a cluster. A group of events, which is the
 * first word of their types, can be switched on and off while it runs. Sending never waits, and
 * never fails. Thread-safe.
 */
public final class EventDispatcher implements AutoCloseable {

  /** What became of a wish to switch a group on or off. */
  public enum Switched {
    /** It was done. */
    DONE,
    /** It was so before. */
    ALREADY,
    /** This node sends no events at all. */
    UNAVAILABLE
  }

  private final String hostname;
  private final @Nullable EventOutbox outbox;

  /** The groups that are sent; all when it is empty, as in Celery. */
  private volatile Set<String> groups;

  /**
   * Starts nothing yet.
   *
   * @param hostname the node's name
   * @param groups the groups to send; empty for all
   */
  public EventDispatcher(
      Transport transport,
      EventFormat format,
      Clock clock,
      LamportClock lamport,
      String hostname,
      Set<String> groups) {
    this.hostname = hostname;
    this.groups = Set.copyOf(groups);
    this.outbox = new EventOutbox(transport, format, clock, lamport);
  }

  private EventDispatcher(String hostname) {
    this.hostname = hostname;
    this.groups = Set.of();
    this.outbox = null;
  }

  /** One that sends nothing, and cannot be switched on. */
  public static EventDispatcher unavailable(String hostname) {
    return new EventDispatcher(hostname);
  }

  /** Whether events of a group are sent; asked before any of it is put together. */
  public boolean wants(String group) {
    Set<String> wanted = groups;
    return outbox != null && (wanted.isEmpty() || wanted.contains(group));
  }

  /** Switches a group on. Not needed, and not done, where all groups are sent. */
  public synchronized Switched enable(String group) {
    if (outbox == null) {
      return Switched.UNAVAILABLE;
    }
    if (wants(group)) {
      return Switched.ALREADY;
    }
    Set<String> more = new TreeSet<>(groups);
    more.add(group);
    groups = Set.copyOf(more);
    return Switched.DONE;
  }

  /** Switches a group off. As in Celery it cannot be where all groups are sent. */
  public synchronized Switched disable(String group) {
    if (outbox == null) {
      return Switched.UNAVAILABLE;
    }
    if (!groups.contains(group)) {
      return Switched.ALREADY;
    }
    Set<String> fewer = new TreeSet<>(groups);
    fewer.remove(group);
    groups = Set.copyOf(fewer);
    return Switched.DONE;
  }

  /**
   * Sends an event, if its group is wanted.
   *
   * @param type such as {@code worker-online}
   * @param fields what it tells, as serializers carry it; not changed afterwards
   */
  public void send(String type, Map<String, @Nullable Object> fields) {
    send(hostname, type, fields, false);
  }

  /** Sends an event about another node than this one, if its group is wanted. */
  public void sendFor(String node, String type, Map<String, @Nullable Object> fields) {
    send(node, type, fields, false);
  }

  /** Sends an event, if its group is wanted, in one message with others of its group. */
  public void sendListed(String type, Map<String, @Nullable Object> fields) {
    send(hostname, type, fields, true);
  }

  private void send(
      String node, String type, Map<String, @Nullable Object> fields, boolean listed) {
    if (outbox != null && wants(PendingEvent.group(type))) {
      outbox.add(node, type, fields, listed);
    }
  }

  /** Sends what is waiting, if the broker is there, and nothing more. */
  @Override
  public void close() {
    if (outbox != null) {
      outbox.close();
    }
  }
}
