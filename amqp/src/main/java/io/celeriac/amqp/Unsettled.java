package io.celeriac.amqp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of a channel that the broker has not been told the end of, in the order of their
 * tags, and which of them are to be told. An acknowledgement can cover all lower tags as well, so a
 * run of acknowledged deliveries at the head becomes a single command. All operations but {@link
 * #take} are O(1). Not thread-safe.
 */
final class Unsettled {

  /** How far a delivery has come. */
  enum State {
    /** Nobody has said what becomes of it. */
    HELD,
    ACK,
    REJECT,
    REQUEUE,
    /** The broker was told. */
    SETTLED
  }

  /** A place in the list: what a delivery is to this class. */
  abstract static class Place {
    private final long tag;
    private volatile State state = State.HELD;
    private boolean listed = true;
    private @Nullable Place before;
    private @Nullable Place after;

    Place(long tag) {
      this.tag = tag;
    }

    final long tag() {
      return tag;
    }

    final State state() {
      return state;
    }

    /** The broker expects to be told nothing; instead of {@link Unsettled#add}. */
    final void settledOnArrival() {
      state = State.SETTLED;
      listed = false;
    }
  }

  /**
   * Something to tell the broker.
   *
   * @param state what becomes of the delivery
   * @param multiple whether that is said of all lower tags too
   */
  record Settlement(long tag, State state, boolean multiple) {}

  /** Settlements that were taken, and the deliveries they are about. */
  record Batch(List<Settlement> settlements, List<Place> places) {

    /** The broker was told. */
    void told() {
      places.forEach(place -> place.state = State.SETTLED);
    }
  }

  private @Nullable Place head;
  private @Nullable Place tail;
  private List<Place> decided = new ArrayList<>();

  /** Adds a delivery, whose tag is higher than all before it. */
  void add(Place place) {
    place.before = tail;
    if (tail == null) {
      head = place;
    } else {
      tail.after = place;
    }
    tail = place;
  }

  /** Decides what becomes of a delivery; false when that has been decided. */
  boolean decide(Place place, State state) {
    if (place.state != State.HELD) {
      return false;
    }
    place.state = state;
    decided.add(place);
    return true;
  }

  /** Whether there is something to tell the broker. */
  boolean isDecided() {
    return !decided.isEmpty();
  }

  /** Takes what is to be told to the broker, in as few commands as can say it. */
  Batch take() {
    List<Place> places = decided;
    decided = new ArrayList<>();
    List<Settlement> settlements = new ArrayList<>();
    for (Place place : places) {
      if (place.state != State.ACK) {
        settlements.add(new Settlement(place.tag, place.state, false));
        remove(place);
      }
    }
    Place last = null;
    boolean several = false;
    while (head != null && head.state == State.ACK) {
      several = last != null;
      last = head;
      remove(head);
    }
    if (last != null) {
      settlements.add(new Settlement(last.tag, State.ACK, several));
    }
    for (Place place : places) {
      if (place.listed) {
        settlements.add(new Settlement(place.tag, State.ACK, false));
        remove(place);
      }
    }
    return new Batch(settlements, places);
  }

  private void remove(Place place) {
    Place before = place.before;
    Place after = place.after;
    if (before == null) {
      head = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.before = before;
    }
    place.before = null;
    place.after = null;
    place.listed = false;
  }
}
