package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import redis.clients.jedis.Protocol;

/** What tests of this module share: opening transports the way an app does. */
final class RedisTests {
  private RedisTests() {}

  /** A transport with transport options. */
  static Transport transport(String url, Map<String, Object> options) {
    return transport(url, settings(options));
  }

  /** Settings with transport options. */
  static Settings settings(Map<String, Object> options) {
    return Settings.defaults().with("broker_transport_options", options, "test");
  }

  /** A transport with settings. */
  static Transport transport(String url, Settings settings) {
    return transport(url, settings, Clock.systemUTC());
  }

  /** A transport with settings and a clock. */
  static Transport transport(String url, Settings settings, Clock clock) {
    return new RedisTransportProvider()
        .open(
            new TransportConfig(
                BrokerUrl.parseAll(List.of(url), "test"), settings, "celeriac-test", clock));
  }

  /** Settings with which claims on chords last, so that one expires only when a test has it so. */
  static Settings lastingClaims() {
    return Settings.defaults().with(Setting.RESULT_CHORD_JOIN_TIMEOUT, Duration.ofMinutes(5));
  }

  /** A result backend with settings. */
  static ResultBackend backend(String url, Settings settings, ResultCodec codec) {
    return new RedisResultBackendProvider()
        .open(
            new ResultBackendConfig(
                BrokerUrl.parseAllBackends(List.of(url), "test"),
                settings,
                codec,
                Clock.systemUTC()));
  }

  /** How to connect to a server that wants nothing in particular. */
  static ConnectionSettings connection() {
    return new ConnectionSettings(
        null, null, 0, null, Duration.ofSeconds(4), Duration.ofSeconds(15), "celeriac-test");
  }

  /** Has the time to live of a key be up, which must have one if it is there. */
  static void expireNow(Commands commands, String key) {
    assertThat(commands.call(Command.on(key, Protocol.Command.PTTL)))
        .as("the time to live of %s", key)
        .isNotEqualTo(-1L);
    commands.call(Command.on(key, Protocol.Command.PEXPIRE, 1));
    Awaitility.await(key + " to expire")
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> Long.valueOf(0).equals(commands.call(Command.on(key, Protocol.Command.EXISTS))));
  }

  /** The message that an envelope holds. */
  static Message message(String envelope) {
    return new EnvelopeReader(new JsonSerializer(), Integer.MAX_VALUE)
        .read(envelope.getBytes(UTF_8), "q")
        .message();
  }

  /** A message that is nothing but a text. */
  static Message text(String text) {
    return new Message(
        text.getBytes(UTF_8), "text/plain", "utf-8", Map.of("task", "t"), MessageProperties.of());
  }
}
