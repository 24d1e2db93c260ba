package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SecretsTest} of the command line has all forms that people give secrets. */
class SecretsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "redis_password",
        "PASSWORD",
        "sslpassword",
        "trustStorePassword",
        "passwd",
        "pwd",
        "pass",
        "dbPass",
        "userpass",
        "passphrase",
        "secret",
        "s3_secret_access_key",
        "s3_access_key_id",
        "accessKey",
        "AccountKey",
        "api_key",
        "api-key",
        "apikey",
        "apiKey",
        "key",
        "security_key",
        "token",
        "authToken",
        "credential",
        "credentials",
        "credential_provider",
        "sig",
        "X-Amz-Signature",
        "Authorization",
        "jwt",
        "p%61ssword",
        "to%6Ben",
        "--password"
      })
  void names_of_secrets_are_known_in_any_spelling(String name) {
    assertThat(Secrets.isSecret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker_url",
        "task_default_routing_key",
        "routing_key",
        "unacked_key",
        "unacked_index_key",
        "unacked_mutex_key",
        "global_keyprefix",
        "ssl_keyfile",
        "ssl_certfile",
        "keyspace",
        "design",
        "monkey",
        "user",
        "task_annotations",
        "passive"
      })
  void other_names_are_shown(String name) {
    assertThat(Secrets.isSecret(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "redis://h/0?a=b&p%61ss=x&c=d | redis://h/0?a=b&p%61ss=**&c=d",
        "redis://h/0?password= | redis://h/0?password=",
        "Unknown option: '--token=x y' | Unknown option: '--token=**",
        "--broker=amqp://u:p@h//v | --broker=amqp://u:**@h//v",
        "RabbitMQ at amqp://u:p@h:1// is away | RabbitMQ at amqp://u:**@h:1// is away",
        "amqp://u:p;q@h | amqp://u:**@h",
        "amqp://host:5672//v | amqp://host:5672//v",
        "amqp://[::1]:5672//v | amqp://[::1]:5672//v",
        "amqp://user:word/rest | amqp://user:**",
        "redis://token@h/0 | redis://**@h/0",
        "jdbc:postgresql://a:1,b:2/n?user=u | jdbc:postgresql://a:1,b:2/n?user=u",
        "jdbc:mysql://(host=h,password=p,port=1)/n | jdbc:mysql://(host=h,password=**,port=1)/n",
        "jdbc:mysql://address=(password=p)(port=1)/n | jdbc:mysql://address=(password=**)(port=1)/n",
        "jdbc:sqlserver://h;password={a;b};x=y | jdbc:sqlserver://h;password=**",
        "{\"password\": \"a\\\"b\", \"c\": 1} | {\"password\": **, \"c\": 1}",
        "{'password': 'p', 'c': 1} | {'password': **, 'c': 1}",
        "{\"token\": {\"a\": 1}} | {\"token\": **",
        "{\"token\": 12, \"c\": 1} | {\"token\": **, \"c\": 1}",
        "\"{\\\"token\\\": \\\"x\\\"}\" | \"{\\\"token\\\": **",
        "password: a b | password: **",
        "'--broker_url=token@h' x | '--broker_url=**@h' x",
        "host:port | host:port",
        "no secret here | no secret here"
      })
  void secrets_in_text_are_hidden_and_the_rest_is_shown(String text, String shown) {
    assertThat(Secrets.text(text)).isEqualTo(shown);
    assertThat(Secrets.text(Secrets.text(text))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "u:p@h;v:q@i, u:**@h;v:**@i",
    "s3cr3t@h, **@h",
    "redis:s3cr3t, redis:**",
    "host, host",
    "host:5672, host:5672",
    "[::1]:5672, [::1]:5672",
    "rpc, rpc"
  })
  void a_setting_with_urls_may_have_them_without_a_scheme(String text, String shown) {
    assertThat(Secrets.masked("broker_url", text)).isEqualTo(shown);
    assertThat(Secrets.text("broker_url", text, "*")).isEqualTo(shown.replace("**", "*"));
  }

  @Test
  void values_are_looked_through() {
    Map<String, Object> options =
        Map.of(
            "urls", List.of("redis://:p@h", Map.of("apiKey", "p")),
            "credentials", Map.of("user", "u", "is", "p"),
            "at", URI.create("https://u:p@h/"),
            "other", new StringJoiner("", "u:p@h", ""),
            "wait", Duration.ofSeconds(3),
            "nothing", Arrays.asList(1, null, true));

    assertThat(Secrets.masked("broker_transport_options", options))
        .isEqualTo(
            Map.of(
                "urls",
                List.of("redis://:**@h", Map.of("apiKey", "********")),
                "credentials",
                "********",
                "at",
                "https://u:**@h/",
                "other",
                "u:**@h",
                "wait",
                Duration.ofSeconds(3),
                "nothing",
                Arrays.asList(1, null, true)));
    assertThat(Secrets.masked("broker_url", List.of("amqp://u:p", "q@h", "amqp://v:r@i")))
        .isEqualTo(List.of("amqp://u:**@h", "amqp://v:**@i"));
    assertThat(Secrets.masked("result_backend", List.of())).isEqualTo(List.of());
    assertThat(Secrets.masked("redis_password", null)).isNull();
  }
}
