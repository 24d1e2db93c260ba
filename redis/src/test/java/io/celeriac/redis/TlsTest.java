package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Encrypted connections: verified unless an option says otherwise, never plain by accident. */
@NeedsServer
class TlsTest {
  private static TlsServers servers;

  @BeforeAll
  static void startServers() {
    servers = TlsServers.started();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private static void connect(String url, Object useSsl) {
    Settings settings = Settings.defaults().with(Setting.BROKER_USE_SSL, useSsl);
    try (Transport transport = RedisTests.transport(url, settings)) {
      transport.connectConsumer().close();
    }
  }

  private static void expect(Problem problem, String url, Object useSsl, String... words) {
    assertThatThrownBy(() -> connect(url, useSsl))
        .asInstanceOf(InstanceOfAssertFactories.type(BrokerException.class))
        .satisfies(
            e -> assertThat(e.problem()).isEqualTo(problem),
            e -> assertThat(e).hasMessageContainingAll(words));
  }

  @Test
  void a_trusted_server_is_accepted_by_url_or_by_setting() {
    String authority = TlsServers.file("authority.pem");
    connect("rediss://localhost:" + servers.port() + "/0?ssl_ca_certs=" + authority, false);
    connect("rediss://localhost:" + servers.port(), Map.of("ssl_ca_certs", authority));
    connect("redis://localhost:" + servers.port(), Map.of("ca_certs", authority));
  }

  @Test
  void a_server_that_nobody_vouches_for_is_refused() {
    expect(
        Problem.TLS,
        "rediss://localhost:" + servers.port(),
        false,
        "ssl_ca_certs",
        "rediss://localhost:" + servers.port());
    expect(Problem.TLS, "redis://localhost:" + servers.port(), true, "ssl_ca_certs");
  }

  @Test
  void a_certificate_for_another_name_is_refused_unless_the_name_does_not_matter() {
    String url =
        "rediss://localhost:"
            + servers.strangerPort()
            + "?ssl_ca_certs="
            + TlsServers.file("authority.pem");
    expect(Problem.TLS, url, false, "ssl_check_hostname=false");
    connect(url + "&ssl_check_hostname=false", false);
  }

  @Test
  void any_certificate_is_accepted_where_that_is_asked_for() {
    connect("rediss://localhost:" + servers.strangerPort() + "?ssl_cert_reqs=none", false);
  }

  @Test
  void a_server_that_asks_for_our_certificate_gets_it() {
    String url =
        "rediss://localhost:"
            + servers.mutualPort()
            + "?ssl_ca_certs="
            + TlsServers.file("authority.pem");
    assertThatThrownBy(() -> connect(url, false)).isInstanceOf(BrokerException.class);
    connect(
        url
            + "&ssl_certfile="
            + TlsServers.file("client.pem")
            + "&ssl_keyfile="
            + TlsServers.file("client-key.pem"),
        false);
  }

  @Test
  void a_server_without_tls_is_told_from_one_with_it() {
    expect(
        Problem.UNREACHABLE,
        "rediss://localhost:" + servers.plainPort(),
        false,
        "a server without TLS is reached with redis://");
    expect(
        Problem.UNREACHABLE,
        "redis://localhost:" + servers.port(),
        false,
        "a server with TLS is reached with rediss://");
  }

  @Test
  void options_that_cannot_be_used_are_named() {
    String url = "rediss://localhost:" + servers.port();
    assertThatThrownBy(() -> connect(url, Map.of("ssl_ciphers", "all")))
        .isInstanceOf(SettingException.class)
        .hasMessageContainingAll("ciphers", "ssl_ca_certs");
    assertThatThrownBy(() -> connect(url, Map.of("ssl_cert_reqs", "perhaps")))
        .isInstanceOf(SettingException.class)
        .hasMessageContainingAll("perhaps", "required, optional or none");
    assertThatThrownBy(() -> connect(url, Map.of("ssl_ca_certs", "/no/such/file.pem")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("/no/such/file.pem");
  }
}
