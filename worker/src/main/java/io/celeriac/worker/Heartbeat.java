package io.celeriac.worker;

import io.celeriac.spi.EventDispatcher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells that the worker is there, that it still is, and that it goes: {@code worker-online}, {@code
 * worker-heartbeat}, {@code worker-offline}.
 */
final class Heartbeat {

  /** What a heartbeat that was asked for says of how often they come, in Celery. */
  private static final int ASKED_FOR = 5;

  private final EventDispatcher events;
  private final Timer timer;
  private final Duration interval;
  private final Totals totals;
  private final IntSupplier active;
  private boolean beating;
  private boolean over;

  Heartbeat(
      EventDispatcher events, Timer timer, Duration interval, Totals totals, IntSupplier active) {
    this.events = events;
    this.timer = timer;
    this.interval = interval;
    this.totals = totals;
    this.active = active;
  }

  /** The worker is connected, for the first time or again. */
  synchronized void online() {
    if (over) {
      return;
    }
    send("worker-online");
    if (!beating) {
      beating = true;
      timer.after(interval.toNanos(), this::beat);
    }
  }

  private synchronized void beat() {
    if (!over) {
      send("worker-heartbeat");
      timer.after(interval.toNanos(), this::beat);
    }
  }

  /** The worker takes no more tasks. */
  synchronized void offline() {
    if (beating && !over) {
      send("worker-offline");
    }
    over = true;
  }

  private void send(String type) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("freq", interval.toMillis() / 1000.0);
    fields.put("active", active.getAsInt());
    fields.put("processed", totals.processed());
    fields.put("loadavg", LoadAverage.now());
    addSoftware(fields);
    events.send(type, fields);
  }

  /** Answers the command of remote control; sent by workers without a heartbeat as well. */
  static void sendAskedFor(EventDispatcher events) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("freq", ASKED_FOR);
    addSoftware(fields);
    events.send("worker-heartbeat", fields);
  }

  private static void addSoftware(Map<String, @Nullable Object> fields) {
    fields.put("sw_ident", "celeriac");
    fields.put(
        "sw_ver",
        Optional.ofNullable(Heartbeat.class.getPackage().getImplementationVersion()).orElse(""));
    fields.put("sw_sys", System.getProperty("os.name"));
  }
}
