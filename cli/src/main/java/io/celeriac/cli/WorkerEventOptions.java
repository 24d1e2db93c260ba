package io.celeriac.cli;

import io.celeriac.WorkerBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a worker about what it tells others, and hears from them. */
final class WorkerEventOptions {

  @Option(
      names = {"-E", "--task-events", "--events"},
      description = "Send the events of tasks, for monitors: celeriac events, Flower.")
  boolean taskEvents;

  @Option(
      names = "--heartbeat-interval",
      paramLabel = "SECONDS",
      description = "How often to tell that it is alive; 2 if not given.")
  @Nullable String heartbeatInterval;

  @Option(names = "--without-heartbeat", description = "Do not tell that it is alive.")
  boolean withoutHeartbeat;

  @Option(names = "--without-gossip", description = "Do not listen to other workers.")
  boolean withoutGossip;

  void apply(WorkerBuilder builder) {
    if (taskEvents) {
      builder.taskEvents(true);
    }
    if (heartbeatInterval != null) {
      builder.heartbeatInterval(CallTimes.seconds("--heartbeat-interval", heartbeatInterval));
    }
    if (withoutHeartbeat) {
      builder.withoutHeartbeat();
    }
    if (withoutGossip) {
      builder.withoutGossip();
    }
  }
}
