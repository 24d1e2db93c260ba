package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.LamportClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventDecoderTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final LamportClock lamport = new LamportClock();
  private final EventDecoder decoder =
      new EventDecoder(
          Serializers.installed(),
          AcceptContent.JSON,
          DecodeLimits.DEFAULTS,
          Clock.fixed(NOW, ZoneOffset.UTC),
          lamport,
          "own@test");

  private static Message message(String contentType, String body) {
    return new Message(
        body.getBytes(StandardCharsets.UTF_8),
        contentType,
        "utf-8",
        Map.of(),
        MessageProperties.of());
  }

  private static Message json(String body) {
    return message("application/json", body.replace('\'', '"'));
  }

  @Test
  void one_event_and_a_list_are_both_read() {
    assertThat(
            decoder.decode(
                json(
                    "{'type': 'task-started', 'hostname': 'w@a', 'clock': 7, 'uuid': '1',"
                        + " 'timestamp': 1767323045.678901}")))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.timestamp()).isEqualTo("2026-01-02T03:04:05.678901Z");
          assertThat(event.received()).isEqualTo(NOW);
          assertThat(event.group()).isEqualTo("task");
          assertThat(event.subject()).isEqualTo("started");
          assertThat(event.uuid()).contains("1");
        });
    assertThat(
            decoder.decode(
                json(
                    "[{'type': 'a-b', 'hostname': 'x'}, 3, {'no': 'type'}, null,"
                        + " {'type': 'c', 'hostname': 'y'}]")))
        .extracting(Event::type)
        .containsExactly("a-b", "c");
  }

  @Test
  void the_clock_goes_past_what_workers_say() {
    decoder.decode(json("{'type': 'worker-online', 'hostname': 'w@a', 'clock': 41}"));
    assertThat(lamport.value()).isEqualTo(42);
    decoder.decode(json("{'type': 'worker-heartbeat', 'hostname': 'own@test', 'clock': 1000}"));
    assertThat(lamport.value()).isEqualTo(43);
  }

  @Test
  void the_clocks_of_clients_count_for_nothing() {
    decoder.decode(json("{'type': 'worker-online', 'hostname': 'w@a', 'clock': 9}"));
    Event sent =
        decoder
            .decode(json("{'type': 'task-sent', 'hostname': 'gen@c', 'clock': 1000}"))
            .getFirst();
    assertThat(sent.clock()).isEqualTo(9);
    assertThat(sent.fields()).containsEntry("clock", 9L);
    assertThat(lamport.value()).isEqualTo(11);
  }

  @Test
  void what_is_not_accepted_is_not_read() {
    assertThatThrownBy(() -> decoder.decode(message("application/x-python-serialize", "x")))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("application/x-python-serialize");
    assertThatThrownBy(() -> decoder.decode(json("{'type': "))).isInstanceOf(DecodeException.class);
  }
}
