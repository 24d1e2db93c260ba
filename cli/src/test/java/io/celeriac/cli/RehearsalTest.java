package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  /** Without it the launcher goes on with no cache, and nobody would notice but by the clock. */
  @Test
  @Tag("slow")
  void a_worker_and_its_callers_get_along_with_what_passes_for_a_rabbitmq() throws Exception {
    try (RehearsalBroker broker = RehearsalBroker.start()) {
      assertThat(broker.url()).startsWith("amqp://");
      Rehearsal.rehearse(broker.url(), "memory://rehearsal");
    }
  }
}
