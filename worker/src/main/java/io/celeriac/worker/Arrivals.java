package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.ResultBackendException;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskError;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Reaction;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Instant;
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
  private final RunTimeLimits limits;
  private final Scaling scaling;
  private final Settlement settlement;
  private final ResultWriter results;
  private final TaskEvents events;

  Arrivals(
      WorkerEnvironment app,
      WorkerConfig config,
      Admission admission,
      Dispatcher dispatcher,
      Backlog backlog,
      Parking parking,
      RunTimeLimits limits,
      Scaling scaling,
      Settlement settlement,
      ResultWriter results,
      TaskEvents events) {
    this.app = app;
    this.config = config;
    this.admission = admission;
    this.dispatcher = dispatcher;
    this.backlog = backlog;
    this.parking = parking;
    this.limits = limits;
    this.scaling = scaling;
    this.settlement = settlement;
    this.results = results;
    this.events = events;
  }

  /** Takes a message in. */
  void arrived(Delivery delivery) {
    byte[] body = delivery.message().body();
    try {
      if (delivery.defect().isPresent()) {
        WorkerLog.malformed(delivery.defect().get(), null, null, false, body);
        settlement.refused(delivery, Reaction.REJECT);
        return;
      }
      switch (app.codec().decode(delivery.message(), app.acceptContent(), this::registered)) {
        case Decoded.Task task -> admit(task.message(), delivery);
        case Decoded.UnknownTask unknown -> {
          WorkerLog.unknownTask(unknown.name(), unknown.id(), body);
          settlement.refused(delivery, Reaction.REJECT);
          events.notRegistered(unknown.id(), unknown.name());
          notRegistered(unknown, delivery);
        }
        case Decoded.Malformed malformed -> {
          WorkerLog.malformed(
              malformed.reason(),
              malformed.task(),
              malformed.id(),
              malformed.reaction() == Reaction.ACK,
              body);
          settlement.refused(delivery, malformed.reaction());
        }
      }
    } catch (ResultBackendException | BrokerException e) {
      LOG.error("What became of a message could not be stored: {}", e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("A message could not be taken in: {}", WorkerLog.firstBytes(body), e);
      settlement.refused(delivery, Reaction.REJECT);
    }
  }

  /** Whoever waits for the task, or for what comes after it, is told. */
  private void notRegistered(Decoded.UnknownTask unknown, Delivery delivery) {
    results.notRegistered(unknown.id(), unknown.name(), delivery.message().properties());
    if (app.codec().decode(delivery.message(), app.acceptContent(), name -> true)
        instanceof Decoded.Task task) {
      TaskRequest request =
          new TaskRequest(
              task.message(), delivery.message().properties(), delivery.info(), config.hostname());
      app.workflows()
          .failed(
              request, new TaskError.NotRegistered(unknown.name()), null, app.hasResultBackend());
    }
  }

  private boolean registered(String name) {
    return app.task(name).isPresent();
  }

  private void admit(TaskMessage message, Delivery delivery) {
    TaskRequest request =
        new TaskRequest(
            message, delivery.message().properties(), delivery.info(), config.hostname());
    TaskDefinition<?> task = app.task(request.task()).orElseThrow();
    Execution execution =
        new Execution(
            request, task, TaskPolicy.of(request, task, app.settings(), config, limits), delivery);
    switch (admission.arrived(request)) {
      case Decision.Run _ -> {
        WorkerLog.received(execution, null);
        events.received(execution);
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
