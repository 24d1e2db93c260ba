package io.celeriac.worker;

/** The commands about events. */
final class EventCommands {

  private final EventSwitch events;

  EventCommands(EventSwitch events) {
    this.events = events;
  }

  void register(Panel panel) {
    panel.add(
        CommandSignature.of("enable_events").closed(),
        arguments -> {
          if (!events.isAvailable()) {
            return Panel.nok("event dispatcher unavailable");
          }
          return Panel.ok(events.enable() ? "task events enabled" : "task events already enabled");
        });
    panel.add(
        CommandSignature.of("disable_events").closed(),
        arguments -> {
          if (!events.isAvailable()) {
            return Panel.nok("event dispatcher unavailable");
          }
          return Panel.ok(
              events.disable() ? "task events disabled" : "task events already disabled");
        });
    panel.add(
        CommandSignature.of("heartbeat").closed(),
        arguments -> {
          events.heartbeat();
          return null;
        });
    panel.add(
        CommandSignature.of("election", "id", "topic").withOptional("action"),
        arguments -> {
          events.election(arguments.text("id"), arguments.text("topic"), arguments.value("action"));
          return null;
        });
  }
}
