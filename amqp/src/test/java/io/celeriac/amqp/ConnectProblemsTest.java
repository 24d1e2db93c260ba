package io.celeriac.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.Transport;
import io.celeriac.testing.FaultProxy;
import io.celeriac.testing.FaultProxy.Direction;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who cannot connect is told why, with which value, and what would be right; and no password. */
@Timeout(120)
class ConnectProblemsTest {
  private static final Settings IMPATIENT =
      Settings.defaults().with(Setting.BROKER_CONNECTION_TIMEOUT, Duration.ofMillis(300));

  private static void connect(String url, Settings settings) {
    try (Transport transport = Transports.open(url, settings)) {
      transport.connectConsumer().close();
    }
  }

  private static void expect(Problem problem, String url, Settings settings, String... words) {
    assertThatThrownBy(() -> connect(url, settings))
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("s3cret")
        .asInstanceOf(InstanceOfAssertFactories.type(BrokerException.class))
        .extracting(BrokerException::problem)
        .isEqualTo(problem);
  }

  private static void expect(Problem problem, String url, String... words) {
    expect(problem, url, Settings.defaults(), words);
  }

  private static String url(String login, int port, String vhost) {
    return "amqp://" + login + "@127.0.0.1:" + port + "/" + vhost;
  }

  private static String url(int port) {
    return url("guest:s3cret", port, "");
  }

  private static int tlsPort() {
    return URI.create(TestServers.ofEnvironment().amqpTlsUrl()).getPort();
  }

  private static Settings tls(Object useSsl) {
    return Settings.defaults().with(Setting.BROKER_USE_SSL, useSsl);
  }

  private static String authority() {
    return TestServers.ofEnvironment().tlsCa().toString();
  }

  @Test
  @NeedsServer
  void a_wrong_password_is_told_from_all_else() {
    int port = TestVhost.port();
    expect(
        Problem.BAD_CREDENTIALS,
        url("guest:s3cret", port, "/"),
        "amqp://guest:**@127.0.0.1:" + port,
        "'guest'",
        "guest in from its own host only");
    expect(Problem.BAD_CREDENTIALS, url("nobody:s3cret", port, "/"), "the user 'nobody'");
  }

  @Test
  @NeedsServer
  void a_missing_virtual_host_is_named_with_the_ways_to_get_it() {
    expect(
        Problem.NO_SUCH_VHOST,
        url("guest:guest", TestVhost.port(), "no-such-vhost"),
        "no virtual host 'no-such-vhost' for the user 'guest'",
        "without its first slash",
        "rabbitmqctl add_vhost");
  }

  @Test
  @NeedsServer
  void a_virtual_host_that_the_user_may_not_enter_is_named_too() {
    String user = "celeriac-" + UUID.randomUUID().toString().substring(0, 8);
    TestVhost.ctl("add_user", user, "s3cret");
    try {
      expect(
          Problem.NO_SUCH_VHOST,
          url(user + ":s3cret", TestVhost.port(), "/"),
          "no virtual host '/' for the user '" + user + "'",
          "set_permissions");
    } finally {
      TestVhost.ctl("delete_user", user);
    }
  }

  @Test
  @NeedsServer
  void a_login_method_that_the_broker_does_not_offer_is_named() {
    expect(
        Problem.BAD_CREDENTIALS,
        TestServers.ofEnvironment().amqpUrl(),
        Settings.defaults().with(Setting.BROKER_LOGIN_METHOD, "EXTERNAL"),
        "login method EXTERNAL (broker_login_method)");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 400 Bad Request, a web server: 'HTTP/1.1 400 Bad Request'",
    "SSH-2.0-OpenSSH_9.2, an SSH server",
    "220 mail.example ESMTP, something that does not speak AMQP: '220 mail.example ESMTP'"
  })
  void a_peer_that_is_no_rabbitmq_is_told_for_what_it_is(String answer, String words)
      throws IOException {
    try (Peer peer = Peer.answering(answer)) {
      expect(Problem.NOT_THIS_BROKER, url(peer.port()), "is not RabbitMQ", words);
    }
  }

  @Test
  void a_peer_that_waits_for_the_end_of_a_line_is_provoked_to_tell_what_it_is() throws IOException {
    try (Peer redis = Peer.answeringLines("-ERR unknown command 'AMQP'\r\n")) {
      expect(Problem.NOT_THIS_BROKER, url(redis.port()), IMPATIENT, "answered as a Redis");
    }
  }

  @Test
  void a_broker_of_another_version_of_the_protocol_is_told_by_it() throws IOException {
    try (Peer peer = Peer.answering("AMQP\u0000\u0001\u0000\u0000")) {
      expect(Problem.NOT_THIS_BROKER, url(peer.port()), "version 1.0.0", "0.9.1");
    }
  }

  @Test
  void a_peer_that_says_nothing_may_hang_or_be_starting() throws IOException {
    try (Peer peer = Peer.silent()) {
      expect(
          Problem.UNREACHABLE,
          url(peer.port()),
          IMPATIENT,
          "does not answer",
          "sent nothing in 300 ms",
          "may hang or be starting");
    }
  }

  @Test
  void a_peer_that_closes_at_once_is_unreachable() throws IOException {
    try (Peer peer = Peer.closing()) {
      expect(Problem.UNREACHABLE, url(peer.port()), "closed it without a word");
    }
  }

  @Test
  void an_address_where_nobody_listens_is_named() {
    try (FaultProxy nobody = FaultProxy.to("127.0.0.1", 1)) {
      nobody.refuse();
      expect(
          Problem.UNREACHABLE,
          url(nobody.port()),
          "amqp://guest:**@127.0.0.1:" + nobody.port(),
          "cannot be reached",
          "refused");
    }
  }

  @Test
  void a_host_that_is_not_known_is_named() {
    expect(
        Problem.UNREACHABLE,
        "amqp://guest:s3cret@no-such-host.invalid//",
        "the host 'no-such-host.invalid' is not known");
  }

  @Test
  @NeedsServer
  void a_handshake_that_breaks_off_anywhere_is_unreachable() {
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", TestVhost.port())) {
      String url = url("guest:guest", proxy.port(), "/");
      try (Transport transport = Transports.open(url, Settings.defaults())) {
        transport.connectConsumer().close();
      }
      expectBrokenOff(proxy, url, 1);
      expectBrokenOff(proxy, url, 7);
      expectBrokenOff(proxy, url, 8);
      expectBrokenOff(proxy, url, 300);
      proxy.reset();
      proxy.stall();
      expect(Problem.UNREACHABLE, url, IMPATIENT, "does not answer");
    }
  }

  private static void expectBrokenOff(FaultProxy proxy, String url, int bytes) {
    proxy.cutAfter(Direction.TO_CLIENT, bytes);
    expect(Problem.UNREACHABLE, url, "127.0.0.1:" + proxy.port());
  }

  @Test
  @NeedsServer
  void tls_where_the_broker_has_none_is_told_with_the_right_port_and_scheme() {
    int port = TestVhost.port();
    expect(
        Problem.TLS,
        "amqps://guest:s3cret@127.0.0.1:" + port + "//",
        "does not speak TLS",
        "5671",
        "amqp://");
    expect(Problem.TLS, url(port), tls(true), "does not speak TLS");
  }

  @Test
  @NeedsServer
  void a_port_for_tls_that_is_spoken_to_without_it_is_told_with_the_right_scheme() {
    expect(Problem.NOT_THIS_BROKER, url(tlsPort()), "speaks TLS there", "amqps://");
  }

  @Test
  @NeedsServer
  void a_certificate_of_an_unknown_authority_is_refused_with_the_option_to_set() {
    String url = "amqps://guest:s3cret@127.0.0.1:" + tlsPort() + "//";
    expect(Problem.TLS, url, "authority that is not trusted", "ca_certs");
  }

  @Test
  @NeedsServer
  void a_certificate_for_another_name_is_refused_with_the_option_to_set() {
    String url = "amqps://guest:s3cret@127.0.0.1:" + tlsPort() + "//";
    Map<String, String> options =
        Map.of("ca_certs", authority(), "server_hostname", "broker.example");
    expect(Problem.TLS, url, tls(options), "for another name", "server_hostname");
  }

  @Test
  @NeedsServer
  void a_certificate_that_is_in_order_or_need_not_be_is_accepted() {
    String url = TestServers.ofEnvironment().amqpTlsUrl();
    connect(url, tls(Map.of("ca_certs", authority())));
    connect(url, tls(Map.of("cert_reqs", "none")));
    connect(
        url,
        tls(
            Map.of(
                "ca_certs",
                authority(),
                "server_hostname",
                "broker.example",
                "check_hostname",
                false)));
    connect(url.replace("127.0.0.1", "localhost"), tls(Map.of("ssl_ca_certs", authority())));
  }

  @Test
  void of_several_addresses_each_is_told_with_its_reason() throws IOException {
    try (Peer web = Peer.answering("HTTP/1.1 400 Bad Request");
        FaultProxy nobody = FaultProxy.to("127.0.0.1", 1)) {
      nobody.refuse();
      expect(
          Problem.UNREACHABLE, // which may pass, while the other one will stay what it is
          url(web.port()) + ";" + url(nobody.port()),
          "None of the 2 brokers",
          "a web server",
          "refused");
    }
  }

  @Test
  @NeedsServer
  void the_address_that_works_is_found_and_remembered() {
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", TestVhost.port());
        FaultProxy nobody = FaultProxy.to("127.0.0.1", 1)) {
      nobody.refuse();
      String good = url("guest:guest", proxy.port(), "/");
      try (Transport transport =
          Transports.open(url(nobody.port()) + ";" + good, Settings.defaults())) {
        transport.connectConsumer().close();
        assertThat(transport.displayUrl()).contains("127.0.0.1:" + proxy.port());
      }
    }
  }
}
