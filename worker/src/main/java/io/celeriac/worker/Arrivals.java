package io.celeriac.worker;

import static io.celeriac.protocol.Reaction.REJECT;

import io.celeriac.BrokerException;
import io.celeriac.DeadLetter.Death;
import io.celeriac.DeadLetter.Reason;
import io.celeriac.ResultBackendException;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes what arrives and decides what becomes of it: to the dispatcher, into the timetable, or
 * settled at once. Nothing that a message holds gets past it as an exception.
 */
final class Arrivals {

  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  private final WorkerEnvironment app;
  private final WorkerConfig config;
  private final Admission admission;
  private final Dispatcher dispatcher;
  private final Backlog backlog;
  private final Parking parking;
  private final BodiesInHand bodies;
  private final RunTimeLimits limits;
  private final Scaling scaling;
  private final Burial burial;
  private final Replays replays;
  private final UnknownTasks unknownTasks;
  private final TaskEvents events;
  private final LogLimit log;

  Arrivals(
      WorkerEnvironment app,
      WorkerConfig config,
      Admission admission,
      Dispatcher dispatcher,
      Backlog backlog,
      Parking parking,
      BodiesInHand bodies,
      RunTimeLimits limits,
      Scaling scaling,
      Burial burial,
      Replays replays,
      UnknownTasks unknownTasks,
      TaskEvents events,
      LogLimit log) {
    this.app = app;
    this.config = config;
    this.admission = admission;
    this.dispatcher = dispatcher;
    this.backlog = backlog;
    this.parking = parking;
    this.bodies = bodies;
    this.limits = limits;
    this.scaling = scaling;
    this.burial = burial;
    this.replays = replays;
    this.unknownTasks = unknownTasks;
    this.events = events;
    this.log = log;
  }

  /** Takes a message in. */
  void arrived(Delivery delivery) {
    byte[] body = delivery.message().body();
    try {
      if (delivery.defect().isPresent()) {
        malformed(delivery, new Decoded.Malformed(REJECT, delivery.defect().get(), null, null));
        return;
      }
      Optional<String> refusal =
          app.verifier()
              .refusal(delivery.message(), delivery.info())
              .or(() -> replays.refusal(delivery));
      if (refusal.isPresent()) {
        malformed(delivery, new Decoded.Malformed(REJECT, refusal.get(), null, null));
        return;
      }
      switch (app.codec().decode(delivery.message(), app.acceptContent(), this::registered)) {
        case Decoded.Task task -> admit(task.message(), delivery);
        case Decoded.UnknownTask unknown -> unknownTasks.arrived(unknown, delivery);
        case Decoded.Malformed malformed -> malformed(delivery, malformed);
      }
    } catch (ResultBackendException | BrokerException e) {
      LOG.error("What became of a message could not be stored: {}", e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("A message could not be taken in: {}", WorkerLog.firstBytes(body), e);
      burial.bury(delivery, death(Reason.ERROR, String.valueOf(e), null, null), REJECT, () -> {});
    }
  }

  private void malformed(Delivery delivery, Decoded.Malformed malformed) {
    log.tell(
        "malformed " + malformed.task(),
        () ->
            WorkerLog.malformed(
                malformed.reason(),
                malformed.task(),
                malformed.id(),
                burial.whereTo(malformed.reaction()),
                delivery.message().body()),
        more -> WorkerLog.moreMalformed(malformed.task(), more));
    burial.bury(
        delivery,
        death(Reason.MALFORMED, malformed.reason(), malformed.task(), malformed.id()),
        malformed.reaction(),
        () -> {});
  }

  private Death death(Reason reason, String detail, @Nullable String task, @Nullable String id) {
    return new Death(reason, detail, config.hostname(), 1, task, id);
  }

  private boolean registered(String name) {
    return app.task(name).isPresent();
  }

  private void admit(TaskMessage message, Delivery delivery) {
    DeliveryInfo from = delivery.info();
    DeliveryInfo told =
        DeliveryCount.of(delivery.message()) > 0
            ? new DeliveryInfo(from.exchange(), from.routingKey(), from.queue(), true)
            : from;
    TaskRequest request =
        new TaskRequest(message, delivery.message().properties(), told, config.hostname());
    TaskDefinition<?> task = app.task(request.task()).orElseThrow();
    Execution execution =
        new Execution(
            request, task, TaskPolicy.of(request, task, app.settings(), config, limits), delivery);
    if (dispatcher.adopt(execution)) {
      return;
    }
    switch (admission.arrived(request)) {
      case Decision.Run _ -> {
        WorkerLog.received(execution, null);
        events.received(execution);
        execution.countIn(bodies);
        backlog.run(execution);
        scaling.received();
      }
      case Decision.Wait wait -> {
        events.received(execution);
        if (parking.park(execution, wait.until(), () -> hold(execution, wait.until(), true))) {
          WorkerLog.parked(execution, wait.until());
        } else {
          hold(execution, wait.until(), !parking.isFull());
        }
      }
      case Decision.Drop drop -> dispatcher.drop(execution, drop.reason());
    }
  }

  private void hold(Execution execution, Instant until, boolean raising) {
    WorkerLog.received(execution, until);
    backlog.hold(execution, until, raising);
  }

  /** A point in time on the timetable's clock. */
  static long nanos(Instant time) {
    long seconds = Math.max(-4_000_000_000L, Math.min(4_000_000_000L, time.getEpochSecond()));
    return seconds * 1_000_000_000L + time.getNano();
  }
}
