package io.celeriac.spi;

import io.celeriac.SettingException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS contexts from the PEM files that Celery's {@code broker_use_ssl} and its like name, as
 * Python's ssl module takes them. Files are read when a context is made, so that one made for a new
 * connection sees a certificate that was renewed meanwhile.
 *
 * @param authorities the certificates of the authorities to trust; null for those of the JVM
 * @param certificate our own certificate with its chain, or null
 * @param key the private key of our certificate; null when it is in the same file
 * @param verify whether the peer's certificate has to be signed by a trusted authority; the host
 *     name is the matter of whoever opens the socket
 */
public record PemTls(
    @Nullable Path authorities, @Nullable Path certificate, @Nullable Path key, boolean verify) {

  private static final char[] NO_PASSWORD = {};

  /**
   * A context for new connections.
   *
   * @throws SettingException when a file is missing, or is not what it should be
   */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new SettingException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (!verify) {
      return new TrustManager[] {new TrustEveryone()};
    }
    if (authorities == null) {
      return null; // those of the JVM
    }
    KeyStore store = emptyStore();
    for (Certificate authority : PemCertificates.of(authorities, "certificates of authorities")) {
      store.setCertificateEntry("authority-" + store.size(), authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (certificate == null) {
      return null;
    }
    Certificate[] chain =
        PemCertificates.of(certificate, "our certificate").toArray(Certificate[]::new);
    PrivateKey privateKey = PemKey.read(key == null ? certificate : key, null);
    KeyStore store = emptyStore();
    store.setKeyEntry("ours", privateKey, NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new SettingException("The PEM file '" + file + "' does not exist", e);
    } catch (IOException e) {
      throw new SettingException("The PEM file '" + file + "' cannot be read: " + e, e);
    }
  }

  /** For a peer that is to be encrypted to, whoever it is. */
  private static final class TrustEveryone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
