package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.SettingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {

  @Test
  void a_further_bare_host_keeps_the_rest_of_the_first_url() {
    List<BrokerUrl> urls =
        BrokerUrl.parseAll(List.of("amqp://u:p@a:5673/v?heartbeat=7; b ;c:5674"), "code");

    assertThat(urls).extracting(BrokerUrl::host).containsExactly("a", "b", "c");
    assertThat(urls)
        .extracting(BrokerUrl::port)
        .containsExactly(OptionalInt.of(5673), OptionalInt.of(5673), OptionalInt.of(5674));
    assertThat(urls)
        .allSatisfy(url -> {
          assertThat(url.scheme()).isEqualTo("amqp");
          assertThat(url.user()).contains("u");
          assertThat(url.password()).contains("p");
          assertThat(url.vhost()).isEqualTo("v");
          assertThat(url.query()).containsExactly(Map.entry("heartbeat", "7"));
        });
  }

  @Test
  void a_further_url_with_a_scheme_takes_nothing_from_the_first() {
    List<BrokerUrl> urls = BrokerUrl.parseAll(List.of("amqp://u:p@a:5673/v", "amqps://b"), "code");

    BrokerUrl second = urls.getLast();
    assertThat(second.user()).isEmpty();
    assertThat(second.password()).isEmpty();
    assertThat(second.port()).isEmpty();
    assertThat(second.vhost()).isEqualTo("/");
  }

  @Test
  void no_url_at_all_is_a_broker_by_its_defaults() {
    assertThat(BrokerUrl.parseAll(List.of(), "code"))
        .singleElement()
        .satisfies(url -> assertThat(url.scheme()).isEqualTo("amqp"))
        .satisfies(url -> assertThat(url.host()).isEmpty());
  }

  @Test
  void a_backends_url_may_have_any_options() {
    BrokerUrl url =
        BrokerUrl.parseBackend("redis://h/1?socket_timeout=5&client_name=a+b%26c&empty=", "code");

    assertThat(url.query())
        .containsExactly(Map.entry("socket_timeout", "5"), Map.entry("client_name", "a b&c"));
  }

  @Test
  void a_backend_may_be_named_without_an_address() {
    BrokerUrl url = BrokerUrl.parseBackend("rpc", "code");

    assertThat(url.scheme()).isEqualTo("rpc");
    assertThat(url.host()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://:100%@h, 100%",
    "redis://:100%25@h, 100%",
    "redis://:%zz@h, %zz",
    "redis://:a@b@h, a@b",
    "redis://:a:b@h, a:b",
    "redis://:a+b@h, a+b",
    "redis://:%C3%A9%F0%9F%8E%89@h, é🎉"
  })
  void passwords_are_read_as_python_reads_them(String url, String password) {
    assertThat(BrokerUrl.parse(url, "code").password()).contains(password);
    assertThat(BrokerUrl.parse(url, "code").host()).isEqualTo("h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:pa55@host",
        "user:pa55://w@host",
        "amqp://user:pa55/w0rd@host",
        "amqp://user:pa55?w0rd@host",
        "amqp://user:pa55?w0rd=1@host",
        "amqp://user:pa55#w0rd@host",
        "amqp://user:pa55@host:port",
        "amqp://user:pa55@host:0",
        "amqp://user:pa55@host:65536",
        "amqp://user:pa55@ho st",
        "amqp://user:pa55@[::1",
        "amqp://user:pa55@[::1]x",
        "amqp://user:pa55@host?heartbeat=often",
        "amqp://user:pa55@host?ssl_cert_reqs=perhaps",
        "am.qp://user:pa55@host"
      })
  void what_is_wrong_is_told_without_the_password(String url) {
    assertThatThrownBy(() -> BrokerUrl.parse(url, "environment variable CELERY_BROKER_URL"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("environment variable CELERY_BROKER_URL")
        .hasMessageContaining("user:**@")
        .hasMessageContaining("; expected ")
        .message()
        .doesNotContain("pa55")
        .doesNotContain("w0rd");
  }

  @Test
  void options_of_the_transport_are_sent_to_their_setting() {
    assertThatThrownBy(() -> BrokerUrl.parse("redis://h/0?visibility_timeout=10", "code"))
        .hasMessage(
            "The broker URL 'redis://h/0?visibility_timeout=10' (code) cannot be used:"
                + " 'visibility_timeout' is not possible in a broker's URL; expected options of"
                + " the transport in the setting broker_transport_options");
  }

  @Test
  void a_port_that_is_none_is_told_but_for_what_may_be_the_beginning_of_a_password() {
    assertThatThrownBy(() -> BrokerUrl.parse("amqp://host:http", "code"))
        .hasMessage(
            "The broker URL 'amqp://host:**' (code) cannot be used: the port is no number from 1"
                + " to 65535; expected scheme://user:password@host:port/vhost, and %2F, %3F, %23,"
                + " %3B for a '/', '?', '#' or ';' in a user or a password");
  }

  @Test
  void printing_a_url_hides_the_password_and_the_query() {
    BrokerUrl url = BrokerUrl.parse("redis://me:pa55@[::1]:6380/3?ssl_keyfile=k", "code");

    assertThat(url).hasToString("redis://me:**@[::1]:6380/3");
    assertThat(url.text()).contains("pa55");
  }

  @Test
  void defaults_stand_in_only_for_what_is_missing() {
    BrokerUrl bare = BrokerUrl.parse("amqp://", "code");
    BrokerUrl full = BrokerUrl.parse("amqp://u:p@h:1", "code");

    assertThat(bare.withDefaults("localhost", 5672).withDefaultCredentials("guest", "secret"))
        .satisfies(url -> assertThat(url.password()).contains("secret"))
        .hasToString("amqp://guest:**@localhost:5672//");
    assertThat(full.withDefaults("localhost", 5672).withDefaultCredentials("guest", "secret"))
        .isEqualTo(full);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://localhost | redis://localhost",
        "redis://u@h/0 | redis://**@h/0",
        "redis://:p@h/0 | redis://:**@h/0",
        "amqp://u:p@a/v;b;amqp://w:q@c | amqp://u:**@a/v;b;amqp://w:**@c",
        "amqp://u:p;q@h | amqp://u:**@h",
        "amqp://u:p@q@h | amqp://u:**@h",
        "sentinel://:p@a:1/0;sentinel://:q@b:2/0 | sentinel://:**@a:1/0;sentinel://:**@b:2/0",
        "u:p@h | u:**@h",
        "someone@example.com | someone@example.com",
        "no url | no url"
      })
  void passwords_in_text_are_hidden(String text, String shown) {
    assertThat(Secrets.text(text)).isEqualTo(shown);
  }

  @Test
  void what_is_written_in_percent_form_comes_back_whatever_it_is() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      String user = word(random);
      String password = word(random);
      String vhost = word(random);
      String text =
          "amqp://%s:%s@host/%s"
              .formatted(
                  PercentForm.encode(user),
                  PercentForm.encode(password),
                  PercentForm.encode(vhost));

      BrokerUrl url = BrokerUrl.parseAll(List.of(text), "seed " + seed).getFirst();

      assertThat(List.of(url.user(), url.password(), url.vhost()))
          .as("seed %d, %s", seed, text)
          .isEqualTo(List.of(Optional.of(user), Optional.of(password), vhost));
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int length = 1 + random.nextInt(12); length > 0; length--) {
      word.appendCodePoint(
          switch (random.nextInt(3)) {
            case 0 -> "%/@:?#;&=+[] ".charAt(random.nextInt(13));
            case 1 -> 0x20 + random.nextInt(0x5f);
            default -> 0xa0 + random.nextInt(0x2000);
          });
    }
    return word.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "db+postgresql://user:pass@host:5433/name, db+postgresql, db+postgresql://user:**@host:5433/name",
    "db+postgresql+psycopg2://u:a/b?c@h/n, db+postgresql+psycopg2, db+postgresql+psycopg2://u:**@h/n",
    "db+sqlite:///relative.db, db+sqlite, db+sqlite:///relative.db",
    "db+sqlite:////absolute/file.db, db+sqlite, db+sqlite:////absolute/file.db",
    "db+jdbc:postgresql://u:p@h/n, db+jdbc, db+jdbc:postgresql://u:**@h/n",
    "jdbc:postgresql://h/n?user=u&password=p%26&ssl=true, jdbc, jdbc:postgresql://h/n?user=u&password=**&ssl=true",
    "jdbc:sqlserver://h;user=u;password=p;encrypt=true, jdbc, jdbc:sqlserver://h;user=u;password=**;encrypt=true",
    "jdbc:oracle:thin:scott/tiger@//h:1521/x, jdbc, jdbc:**@//h:1521/x",
  })
  void a_database_is_told_whole(String text, String scheme, String masked) {
    List<BrokerUrl> urls = BrokerUrl.parseAllBackends(List.of(text.split(";")), "code");

    assertThat(urls)
        .singleElement()
        .satisfies(url -> {
          assertThat(url.isDatabase()).isTrue();
          assertThat(url.text()).isEqualTo(text);
          assertThat(url.scheme()).isEqualTo(scheme);
          assertThat(url.masked()).isEqualTo(masked).isEqualTo(url.toString());
        });
  }

  @Test
  void a_database_that_is_not_named_is_refused() {
    assertThatThrownBy(() -> BrokerUrl.parseBackend("db+://u:secret@h/n", "code"))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "The result backend URL 'db+://u:**@h/n' (code) cannot be used: it names no database;"
                + " expected such as db+postgresql://user:password@host/name");
  }

  @Test
  void passwords_in_a_query_are_masked() {
    assertThat(Secrets.text("redis://h/0?password=secret;redis://i/0?ssl_password=s&x=y"))
        .isEqualTo("redis://h/0?password=**;redis://i/0?ssl_password=**&x=y");
  }
}
