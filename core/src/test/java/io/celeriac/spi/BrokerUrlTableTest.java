package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.SettingException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Broker URLs mean what they mean to kombu; the tables were recorded from it. */
class BrokerUrlTableTest {

  private static final Set<String> OURS =
      Set.of("amqp", "amqps", "pyamqp", "redis", "rediss", "sentinel", "memory", "filesystem");

  /** Kombu takes this for the name of a host, which nobody can have meant. */
  private static final String ACCOUNT_WITHOUT_SCHEME = "user:pass@host";

  @ParameterizedTest
  @MethodSource("urls")
  void a_url_has_the_parts_that_kombu_finds(JsonNode row) {
    JsonNode expected = row.get("value");

    List<BrokerUrl> urls = parse(row);

    BrokerUrl url = urls.getFirst();
    assertThat(url.scheme()).isEqualTo(expected.get("transport_cls").asString());
    assertThat(url.host()).isEqualTo(text(expected, "hostname").orElse(""));
    assertThat(url.port())
        .isEqualTo(
            expected.get("port").isNull()
                ? OptionalInt.empty()
                : OptionalInt.of(expected.get("port").asInt()));
    assertThat(url.user()).isEqualTo(text(expected, "userid"));
    assertThat(url.password()).isEqualTo(text(expected, "password"));
    assertThat(url.vhost()).isEqualTo(expected.get("virtual_host").asString());
    assertThat(urls).hasSize(Math.max(1, expected.get("alternates").size()));
  }

  @ParameterizedTest
  @MethodSource("urls")
  void query_members_are_those_that_kombu_finds(JsonNode row) {
    JsonNode expected = row.get("value");

    BrokerUrl url = parse(row).getFirst();

    assertThat(url.query().get("login_method"))
        .isEqualTo(text(expected, "login_method").orElse(null));
    assertThat(Double.parseDouble(url.query().getOrDefault("heartbeat", "0")))
        .isEqualTo(expected.get("heartbeat").asDouble());
    assertThat(url.query().getOrDefault("connect_timeout", "5"))
        .isEqualTo(expected.get("connect_timeout").asString());
    List<String> tls = new ArrayList<>(expected.get("ssl").propertyNames());
    if (url.text().equals("rediss://localhost")) {
      tls.clear(); // kombu would not verify the certificate unasked; we do
    }
    assertThat(url.tlsOptions()).containsOnlyKeys(tls);
  }

  @ParameterizedTest
  @MethodSource("urls")
  void the_masked_form_is_kombus_where_the_defaults_are_known(JsonNode row) {
    JsonNode expected = row.get("value");
    JsonNode defaults = expected.get("transport_defaults");
    BrokerUrl url = parse(row).getFirst();
    if (!defaults.has("userid") || url.host().contains(":") || !url.tlsOptions().isEmpty()) {
      return; // an IPv6 address in percent form, which nothing reads; a port that TLS would change
    }

    BrokerUrl whole =
        url.withDefaults(defaults.get("hostname").asString(), defaults.get("port").asInt())
            .withDefaultCredentials(
                defaults.get("userid").asString(), defaults.get("password").asString());

    assertThat(whole.masked().replaceFirst("^pyamqp:", "amqp:"))
        .isEqualTo(expected.get("as_uri").asString());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void a_url_that_kombu_refuses_is_refused(String url) {
    assertThatThrownBy(() -> BrokerUrl.parse(url, "code"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("The broker URL '" + url + "' (code) cannot be used: ")
        .hasMessageContaining("; expected ");
  }

  @ParameterizedTest
  @MethodSource("sockets")
  void the_url_of_a_socket_has_path_password_and_database(JsonNode row) {
    JsonNode expected = row.get("value");

    BrokerUrl url = BrokerUrl.parse(row.get("url").asString(), "code");

    assertThat(url.scheme()).isEqualTo("redis+socket");
    assertThat(url.isSocket()).isTrue();
    assertThat(url.host()).isEqualTo(expected.get("path").asString());
    assertThat(url.password()).isEqualTo(text(expected, "password"));
    assertThat(url.vhost().replace("/", "0")).isEqualTo(expected.get("db").asString());
  }

  static Stream<JsonNode> urls() {
    return rows("table-broker-urls.json")
        .filter(row -> row.has("value"))
        .filter(row -> OURS.contains(row.get("value").get("transport_cls").asString()))
        .filter(row -> row.get("value").get("uri_prefix").isNull())
        .filter(row -> !row.get("url").asString().equals(ACCOUNT_WITHOUT_SCHEME));
  }

  static Stream<String> refused() {
    return rows("table-broker-urls.json")
        .filter(row -> row.has("error"))
        .map(row -> row.get("url").asString())
        .filter(url -> !Set.of("sqs://", "kafka://host", "nosuch://host").contains(url));
  }

  static Stream<JsonNode> sockets() {
    return rows("table-redis-connection-parameters.json")
        .filter(row -> row.get("url").asString().startsWith("redis+socket"));
  }

  private static List<BrokerUrl> parse(JsonNode row) {
    return BrokerUrl.parseAll(List.of(row.get("url").asString()), "code");
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.get(name).isNull() ? Optional.empty() : Optional.of(node.get(name).asString());
  }

  private static Stream<JsonNode> rows(String table) {
    try (InputStream resource =
        Objects.requireNonNull(BrokerUrlTableTest.class.getResourceAsStream(table))) {
      return JsonMapper.builder().build().readTree(resource).at("/captured/rows").valueStream();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
