package io.celeriac.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of kombu's keys. With a cluster, which is an option of ours, everything that a queue
 * needs in one step carries the queue's name as hash tag, so that it lies in one slot.
 */
final class Keys {
  private static final String PARKED = "celeriac.parked.";
  private static final String BINDING = "_kombu.binding.";
  private static final String BINDING_PERMANENT = "_kombu.binding_permanent.";
  private static final String BINDING_DEADLINES = "_kombu.binding_deadlines";

  private final Naming naming;
  private final int database;

  Keys(Naming naming, int database) {
    this.naming = naming;
    this.database = database;
  }

  /**
   * The keys that reservations of some queues are kept in.
   *
   * @param unacked the hash of messages
   * @param index the sorted set by time
   * @param mutex the lock of whoever looks for overdue ones
   * @param queue the only queue they are for; null when they are for all
   */
  record Reserved(String unacked, String index, String mutex, @Nullable String queue) {}

  /** Where reservations of a queue are kept: the same for all queues, except in a cluster. */
  Reserved reserved(String queue) {
    String prefix = naming.cluster() ? prefix() + "{" + queue + "}." : prefix();
    return new Reserved(
        prefix + naming.unackedKey(),
        prefix + naming.unackedIndexKey(),
        prefix + naming.unackedMutexKey(),
        naming.cluster() ? queue : null);
  }

  /** The sorted set of a queue's messages that wait for a time; ours, not kombu's. */
  String parked(String queue) {
    return prefix() + PARKED + (naming.cluster() ? "{" + queue + "}" : queue);
  }

  /** The list of a queue for messages of a priority. */
  String list(String queue, int priority) {
    return listOfStep(queue, step(priority));
  }

  /** All lists of a queue, the most urgent one first. */
  List<String> lists(String queue) {
    return naming.prioritySteps().stream().map(step -> listOfStep(queue, step)).toList();
  }

  /** The lists of several queues in the order of taking: for each step, for each queue. */
  List<String> lists(List<String> queues) {
    List<String> lists = new ArrayList<>();
    for (int step : naming.prioritySteps()) {
      queues.forEach(queue -> lists.add(listOfStep(queue, step)));
    }
    return lists;
  }

  String binding(String exchange) {
    return prefix() + BINDING + exchange;
  }

  String permanentBinding(String exchange) {
    return prefix() + BINDING_PERMANENT + exchange;
  }

  String bindingDeadlines() {
    return prefix() + BINDING_DEADLINES;
  }

  /** A member of a binding set. */
  String bindingMember(String routingKey, String pattern, String queue) {
    return String.join(naming.sep(), routingKey, pattern, queue);
  }

  /** The channels of a fanout exchange and a key, or the patterns for a binding's key. */
  List<String> channels(String exchange, String routingKey) {
    String tail = routingKey.isEmpty() || !naming.fanoutPatterns() ? "" : "/" + routingKey;
    String written = naming.fanoutPrefix();
    String filled = written.replace("{db}", Integer.toString(database));
    String channel = prefix() + filled + exchange + tail;
    return naming.fanoutLegacy() && !filled.equals(written)
        ? List.of(channel, prefix() + written + exchange + tail)
        : List.of(channel);
  }

  /** The largest step that a priority reaches; what lies outside 0 to 9 counts as the nearest. */
  private int step(int priority) {
    int clamped = Math.clamp(priority, 0, 9);
    int reached = naming.prioritySteps().getLast(); // as kombu does below the first step
    for (int step : naming.prioritySteps()) {
      if (step <= clamped) {
        reached = step;
      }
    }
    return reached;
  }

  private String listOfStep(String queue, int step) {
    String name = naming.cluster() ? "{" + queue + "}" : queue;
    return prefix() + (step == 0 ? name : name + naming.sep() + step);
  }

  private String prefix() {
    return naming.globalKeyprefix();
  }
}
