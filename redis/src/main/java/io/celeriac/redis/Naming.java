package io.celeriac.redis;

import java.util.List;

/**
 * The options that name keys and channels; all peers of a database have to agree on them.
 *
 * @param globalKeyprefix what stands before every key and channel
 * @param sep what stands between a queue's name and a priority step, and in binding sets
 * @param prioritySteps the priorities that have a list of their own, ascending
 * @param unackedKey the hash of reserved messages
 * @param unackedIndexKey the sorted set of reservations by time
 * @param unackedMutexKey the lock of whoever looks for overdue ones
 * @param fanoutPrefix what stands before the exchange in channel names; {@code {db}} is replaced
 * @param fanoutPatterns whether the routing key is part of a channel's name
 * @param fanoutLegacy whether fanout also uses the channels of kombu before 5.4 with Sentinel
 * @param cluster whether the keys of a queue are to lie in one slot of a Redis Cluster
 */
record Naming(
    String globalKeyprefix,
    String sep,
    List<Integer> prioritySteps,
    String unackedKey,
    String unackedIndexKey,
    String unackedMutexKey,
    String fanoutPrefix,
    boolean fanoutPatterns,
    boolean fanoutLegacy,
    boolean cluster) {

  Naming {
    prioritySteps = List.copyOf(prioritySteps);
  }
}
