package com.example.guide;

import io.celeriac.Default;
import io.celeriac.Retry;
import io.celeriac.Task;
import io.celeriac.TaskCallbacks;
import io.celeriac.TaskContext;
import io.celeriac.TaskError.SoftTimeLimitExceeded;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parameters, options, the context and callbacks, in the guide. */
public class Parcels implements TaskCallbacks {

  private static final Logger log = LoggerFactory.getLogger(Parcels.class);

  /** A parcel, which travels as an object of its components. */
  public record Parcel(String id, BigDecimal weight, List<String> items) {}

  /** How fast a parcel travels; by its name in messages. */
  public enum Speed {
    SLOW,
    FAST
  }

  @Task("parcels.ship")
  String ship(
      Parcel parcel,
      @Default("\"SLOW\"") Speed speed,
      @Default("1") int copies,
      @Nullable String note,
      Optional<LocalDate> due) {
    return parcel.id() + " " + speed + " x" + copies + " " + note + " " + due.isPresent();
  }

  @Task("parcels.weigh")
  Map<String, BigDecimal> weigh(Parcel... parcels) {
    return List.of(parcels).stream()
        .collect(java.util.stream.Collectors.toMap(Parcel::id, Parcel::weight));
  }

  @Task(
      value = "parcels.track",
      aliases = "shipping.track",
      queue = "slow",
      acksLate = true,
      maxRetries = 5,
      autoretryFor = IOException.class,
      retryBackoff = "1s..10m",
      softTimeLimit = "10s",
      timeLimit = "30s",
      rateLimit = "10/m")
  String track(TaskContext task, URI carrier) throws IOException {
    log.info("Try {} of {}", task.request().retries() + 1, task.request().id());
    return carrier.toURL().openConnection().getContentType();
  }

  @Task("parcels.poll")
  void poll(TaskContext task, String id) {
    if (isOnTheWay(id)) {
      throw Retry.in(Duration.ofMinutes(5));
    }
    task.updateState("PROGRESS", Map.of("delivered", id));
  }

  @Task(value = "parcels.sort", softTimeLimit = "1m")
  void sort(TaskContext task, List<Parcel> parcels) {
    try {
      for (Parcel parcel : parcels) {
        task.checkpoint();
        log.info("Sorted {}", parcel);
      }
    } catch (SoftTimeLimitExceeded e) {
      log.warn("Cleaning up");
      throw e;
    }
  }

  @Override
  public void onFailure(TaskContext task, Throwable failure) {
    log.error("{} failed", task.request().id(), failure);
  }

  boolean isOnTheWay(String id) {
    return id.isEmpty();
  }
}
