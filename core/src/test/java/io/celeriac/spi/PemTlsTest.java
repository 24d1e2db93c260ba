package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.SettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTlsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"server-key.pem", "server-key-rsa.pem"})
  void a_peer_with_a_key_of_either_form_is_trusted_by_its_authority(String key) throws Exception {
    SSLContext server = new PemTls(null, file("server.pem"), file(key), true).context();
    SSLContext client = new PemTls(file("authority.pem"), null, null, true).context();

    assertThat(handshake(server, client)).isEqualTo("CN=localhost");
  }

  @Test
  void a_key_may_stand_in_the_file_of_its_certificate() throws Exception {
    SSLContext server = new PemTls(null, file("server-with-key.pem"), null, true).context();
    SSLContext client = new PemTls(file("authority.pem"), null, null, true).context();

    assertThat(handshake(server, client)).isEqualTo("CN=localhost");
  }

  @Test
  void a_peer_of_an_unknown_authority_is_refused_unless_that_is_asked_for() throws Exception {
    SSLContext server =
        new PemTls(null, file("server.pem"), file("server-key.pem"), true).context();

    assertThatThrownBy(() -> handshake(server, new PemTls(null, null, null, true).context()))
        .isInstanceOf(SSLHandshakeException.class);
    assertThat(handshake(server, new PemTls(null, null, null, false).context()))
        .isEqualTo("CN=localhost");
  }

  @Test
  void a_key_of_an_elliptic_curve_is_read() throws Exception {
    assertThat(PemKey.read(file("ec-key.pem"), null).getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void a_key_of_a_form_that_is_not_read_comes_with_the_command_that_converts_it() {
    assertThatThrownBy(() -> PemKey.read(file("ec-key-sec1.pem"), null))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("ec-key-sec1.pem")
        .hasMessageContaining("EC PRIVATE KEY")
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void a_file_that_does_not_hold_what_it_should_is_named() throws IOException {
    Path missing = directory.resolve("missing.pem");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "hello\n");

    assertThatThrownBy(() -> new PemTls(missing, null, null, true).context())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("missing.pem' does not exist");
    assertThatThrownBy(() -> new PemTls(empty, null, null, true).context())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("empty.pem")
        .hasMessageContaining("no BEGIN CERTIFICATE");
    assertThatThrownBy(() -> PemKey.read(empty, null))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("should hold a private key");
  }

  /** The server's name as the client sees it. */
  private static String handshake(SSLContext server, SSLContext client) throws IOException {
    try (SSLServerSocket listener =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(() -> {
            try (SSLSocket peer = (SSLSocket) listener.accept()) {
              peer.startHandshake();
            } catch (IOException e) {
              // The client tells.
            }
          });
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(listener.getInetAddress(), listener.getLocalPort())) {
        socket.startHandshake();
        return socket.getSession().getPeerPrincipal().getName();
      } finally {
        served.join();
      }
    }
  }

  private static Path file(String name) {
    URL resource = Objects.requireNonNull(PemTlsTest.class.getResource("/tls/" + name), name);
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
