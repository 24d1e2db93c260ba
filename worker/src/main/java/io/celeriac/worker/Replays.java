package io.celeriac.worker;

import io.celeriac.protocol.Message;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.MessageVerifier;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a signed message from being run once more because somebody sent a copy of it. What this
 * worker is done with does not come again; neither does a copy of what it still holds, unless the
 * broker says that it delivers again. A message that was given back, or whose connection was lost,
 * is not done with. Remembers a bounded number of the latest, in this process only. Thread-safe.
 */
final class Replays {

  private final MessageVerifier verifier;
  private final Clock clock;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<String, Instant> done = new LinkedHashMap<>();
  private final Map<String, Delivery> held = new HashMap<>();

  Replays(MessageVerifier verifier, Clock clock, int most) {
    this.verifier = verifier;
    this.clock = clock;
    this.most = most;
  }

  /** Why a message whose signature is right is refused all the same; notes that it is held. */
  Optional<String> refusal(Delivery delivery) {
    return with(
        delivery.message().headers(),
        signed -> {
          if (done.containsKey(signed.serial())) {
            return "it was here before, and is done with: this is a copy of it";
          }
          Delivery first = held.get(signed.serial());
          if (first != null && !first.stale() && !delivery.info().redelivered()) {
            return "it is here already, and not yet done with: this is a copy of it";
          }
          if (held.size() >= most) {
            held.values().removeIf(Delivery::stale);
          }
          held.put(signed.serial(), delivery);
          return null;
        });
  }

  /** Whether a command is here for the first time. */
  boolean isFirst(Message message) {
    return with(message.headers(), signed -> remember(signed) ? null : "it was here before")
        .isEmpty();
  }

  /** A message is done with: the broker has been told to forget it. */
  void done(Delivery delivery) {
    with(
        delivery.message().headers(),
        signed -> {
          held.remove(signed.serial());
          remember(signed);
          return null;
        });
  }

  /** A message goes back to its queue, and may come again. */
  void givenBack(Delivery delivery) {
    with(
        delivery.message().headers(),
        signed -> {
          held.remove(signed.serial(), delivery);
          return null;
        });
  }

  /** How many are remembered. */
  int size() {
    lock.lock();
    try {
      return done.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean remember(MessageVerifier.Signed signed) {
    if (done.putIfAbsent(signed.serial(), signed.until()) != null) {
      return false;
    }
    Instant now = clock.instant();
    Iterator<Instant> oldestFirst = done.values().iterator();
    while (oldestFirst.hasNext()) {
      boolean over = oldestFirst.next().isBefore(now);
      if (!over && done.size() <= most) {
        break;
      }
      oldestFirst.remove();
    }
    return true;
  }

  private Optional<String> with(Map<String, @Nullable Object> headers, Step step) {
    Optional<MessageVerifier.Signed> signed = verifier.signed(headers);
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    lock.lock();
    try {
      return Optional.ofNullable(step.take(signed.get()));
    } finally {
      lock.unlock();
    }
  }

  private interface Step {
    @Nullable String take(MessageVerifier.Signed signed);
  }
}
