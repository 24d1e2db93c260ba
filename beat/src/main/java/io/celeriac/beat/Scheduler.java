package io.celeriac.beat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is due, one entry at a time, and has it sent; docs/protocol/beat.md, section 2.
 * Used by one thread.
 */
final class Scheduler {

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final Agenda agenda;
  private final DueTimes times;
  private final Sender sender;
  private final Clock clock;
  private final Duration maxInterval;
  private @Nullable PriorityQueue<Event> events;
  private long revision;

  Scheduler(Agenda agenda, DueTimes times, Sender sender, Clock clock, Duration maxInterval) {
    this.agenda = agenda;
    this.times = times;
    this.sender = sender;
    this.clock = clock;
    this.maxInterval = maxInterval;
  }

  /** Sends at most one entry. How long there is nothing to do; zero after something was sent. */
  Duration tick() throws InterruptedException {
    try {
      return look();
    } catch (RuntimeException e) {
      events = null; // an entry may have been taken off, and not come back
      throw e;
    }
  }

  private Duration look() throws InterruptedException {
    agenda.refresh();
    PriorityQueue<Event> queue = events;
    if (queue == null || revision != agenda.revision()) {
      queue = plan();
    }
    Event first = queue.peek();
    if (first == null) {
      return maxInterval;
    }
    Instant now = clock.instant();
    if (first.time().isAfter(now)) {
      return atMost(Duration.between(now, first.time()));
    }
    queue.poll();
    Due due = check(first.entry(), now);
    if (due.isDue()) {
      run(queue, first.entry(), due, now);
      return Duration.ZERO;
    }
    plan(queue, first.entry(), due, now);
    return Duration.ZERO;
  }

  private PriorityQueue<Event> plan() {
    PriorityQueue<Event> queue = new PriorityQueue<>(Comparator.comparing(Event::time));
    revision = agenda.revision();
    Instant now = clock.instant();
    for (Entry entry : agenda.entries()) {
      Due due = check(entry, now);
      if (due.isDue()) {
        queue.add(new Event(now, entry));
      } else {
        plan(queue, entry, due, now);
      }
    }
    events = queue;
    return queue;
  }

  private static void plan(PriorityQueue<Event> queue, Entry entry, Due due, Instant now) {
    due.pause().ifPresent(wait -> queue.add(new Event(now.plus(wait), entry)));
  }

  private Due check(Entry entry, Instant now) {
    try {
      Due due = times.check(entry.schedule(), entry.countedFrom(), now);
      // Somebody has decided on this run, and may not have come to send it.
      return entry.runs().pending() == null ? due : new Due(true, due.pause());
    } catch (RuntimeException e) {
      LOG.error(
          "beat: Cannot calculate the next run of {}, trying again in {}.",
          entry.name(),
          maxInterval,
          e);
      return Due.later(maxInterval);
    }
  }

  private void run(PriorityQueue<Event> queue, Entry entry, Due due, Instant now)
      throws InterruptedException {
    Instant time = times.next(entry.schedule(), entry.countedFrom()).orElse(now);
    Optional<Entry> begun = agenda.begin(entry, time, now);
    if (begun.isEmpty()) {
      events = null; // what is known of the entries is out of date
      return;
    }
    if (sender.send(begun.get(), agenda::mayStillSend)) {
      Entry next = agenda.done(begun.get());
      plan(queue, next, due, clock.instant());
    } else {
      events = null;
    }
  }

  private Duration atMost(Duration pause) {
    return pause.compareTo(maxInterval) > 0 ? maxInterval : pause;
  }
}
