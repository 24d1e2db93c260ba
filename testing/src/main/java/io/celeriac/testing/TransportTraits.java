package io.celeriac.testing;

/**
 * In what brokers differ by their nature, so that one contract can say for each of them what is to
 * be seen. Starts from {@link #amqp} or {@link #redis}; the {@code with…} methods return copies.
 *
 * @param priorities which priority goes first
 * @param requeuedTo where a rejected message goes back to
 * @param reportsUnroutable whether publishing to the default exchange with the name of a queue that
 *     is missing fails as UNROUTABLE; else the message waits for the queue
 * @param hashMatchesNoWord whether {@code #} in a topic also matches no word at all, with its dot:
 *     {@code a.#} then matches {@code a}
 * @param expires whether a message goes when its own time to live, or its queue's, has passed
 * @param sharesPrefetch whether the prefetch limit is one for all queues of a consumer; else each
 *     queue has it for itself
 * @param abandonReturnsAtOnce whether what an abandoned consumer held comes back at once, its
 *     deliveries being stale; else they stay reserved, and can still be settled
 * @param keepsFanoutForAbsent whether a queue bound to a fanout exchange gets what was published
 *     while nobody read it
 */
public record TransportTraits(
    PriorityOrder priorities,
    RequeuePosition requeuedTo,
    boolean reportsUnroutable,
    boolean hashMatchesNoWord,
    boolean expires,
    boolean sharesPrefetch,
    boolean abandonReturnsAtOnce,
    boolean keepsFanoutForAbsent) {

  /** Which of two waiting messages of one queue goes first. */
  public enum PriorityOrder {
    /** The higher priority, in queues that are declared with {@code x-max-priority}. */
    HIGH_FIRST,
    /** The lower priority, in every queue. */
    LOW_FIRST,
    /** The older one, whatever the priorities. */
    NONE
  }

  /** Where a message that is rejected with requeue waits. */
  public enum RequeuePosition {
    /** Where it was: it is delivered before those that came after it. */
    FRONT,
    /** Behind all that wait. */
    BACK
  }

  /** As RabbitMQ behaves. */
  public static TransportTraits amqp() {
    return new TransportTraits(
        PriorityOrder.HIGH_FIRST, RequeuePosition.FRONT, true, true, true, true, true, true);
  }

  /** As Celery's transport over Redis behaves. */
  public static TransportTraits redis() {
    return new TransportTraits(
        PriorityOrder.LOW_FIRST, RequeuePosition.BACK, false, false, false, true, false, false);
  }

  public TransportTraits withPriorities(PriorityOrder order) {
    return new TransportTraits(
        order,
        requeuedTo,
        reportsUnroutable,
        hashMatchesNoWord,
        expires,
        sharesPrefetch,
        abandonReturnsAtOnce,
        keepsFanoutForAbsent);
  }

  public TransportTraits withRequeuedTo(RequeuePosition position) {
    return new TransportTraits(
        priorities,
        position,
        reportsUnroutable,
        hashMatchesNoWord,
        expires,
        sharesPrefetch,
        abandonReturnsAtOnce,
        keepsFanoutForAbsent);
  }

  public TransportTraits withSharedPrefetch(boolean shared) {
    return new TransportTraits(
        priorities,
        requeuedTo,
        reportsUnroutable,
        hashMatchesNoWord,
        expires,
        shared,
        abandonReturnsAtOnce,
        keepsFanoutForAbsent);
  }
}
