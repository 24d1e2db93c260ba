package io.celeriac.cli;

import java.util.Set;

/** The fields that every event has. */
final class EventFields {

  static final Set<String> COMMON =
      Set.of("hostname", "utcoffset", "pid", "clock", "timestamp", "type");

  private EventFields() {}
}
