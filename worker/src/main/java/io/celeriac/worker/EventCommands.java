package io.celeriac.worker;

import io.celeriac.spi.EventDispatcher;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands about events. */
final class EventCommands {

  private final Monitoring monitoring;

  EventCommands(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  void register(Panel panel) {
    panel.add(
        CommandSignature.of("enable_events").closed(),
        arguments -> answer(monitoring.enableTaskEvents(), "enabled"));
    panel.add(
        CommandSignature.of("disable_events").closed(),
        arguments -> answer(monitoring.disableTaskEvents(), "disabled"));
    panel.add(
        CommandSignature.of("heartbeat").closed(),
        arguments -> {
          monitoring.sendHeartbeat();
          return null;
        });
    panel.add(
        CommandSignature.of("election", "id", "topic").withOptional("action"),
        arguments -> {
          elect(arguments.text("id"), arguments.text("topic"), arguments.value("action"));
          return null;
        });
  }

  private static Map<String, String> answer(EventDispatcher.Switched switched, String how) {
    return switch (switched) {
      case DONE -> Panel.ok("task events " + how);
      case ALREADY -> Panel.ok("task events already " + how);
      case UNAVAILABLE -> Panel.nok("event dispatcher unavailable");
    };
  }

  private void elect(String id, String topic, @Nullable Object action) {
    monitoring.gossip().ifPresent(gossip -> gossip.election(id, topic, action));
  }
}
