package io.celeriac.interop;

import io.celeriac.CeleryBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A key with its certificate, as OpenSSL makes them, and the certificates that are trusted. */
record Credentials(Path key, Path certificate, String store, String digest) {

  static final String PASSWORD = "geheim";

  /** Makes them: {@code NAME.key}, encrypted, and {@code NAME.pem}, into a directory. */
  static Credentials make(Path directory, String name, String store, String digest) {
    Path key = directory.resolve(name + ".key");
    Path certificate = directory.resolve(name + ".pem");
    run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-utf8",
            "-newkey",
            "rsa:2048",
            "-keyout",
            key.toString(),
            "-passout",
            "pass:" + PASSWORD,
            "-out",
            certificate.toString(),
            "-days",
            "2",
            "-subj",
            "/C=DE/O=Läden \\+ more/CN=" + name));
    return new Credentials(key, certificate, store, digest);
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What stock Celery needs to sign everything, as JSON. */
  String python() {
    return """
    {"task_serializer": "auth", "accept_content": ["auth"], "result_serializer": "auth",
     "event_serializer": "auth", "security_key": "%s", "security_key_password": "%s",
     "security_certificate": "%s", "security_cert_store": "%s", "security_digest": "%s"}
    """
        .formatted(key, PASSWORD, certificate, store, digest);
  }

  /** The same for an app of ours. */
  CeleryBuilder on(CeleryBuilder app) {
    return app.set("task_serializer", "auth")
        .set("accept_content", List.of("auth"))
        .set("result_serializer", "auth")
        .set("event_serializer", "auth")
        .set("security_key", key.toString())
        .set("security_key_password", PASSWORD)
        .set("security_certificate", certificate.toString())
        .set("security_cert_store", store)
        .set("security_digest", digest);
  }
}
