package io.celeriac;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes keys and certificates in a directory. */
record OpenSsl(Path directory) {

  /** A key {@code NAME.key} of 2048 bits and its certificate {@code NAME.pem}, for so many days. */
  OpenSsl signer(String name, String subject, int days) {
    return run(
        "req",
        "-x509",
        "-utf8",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem",
        "-subj",
        subject,
        "-days",
        Integer.toString(days));
  }

  OpenSsl signer(String name) {
    return signer(name, "/CN=" + name, 30);
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** The settings of one who signs as NAME, and trusts all whose certificates a pattern names. */
  Settings settings(String name, String store) {
    return Settings.defaults()
        .with(Setting.SECURITY_KEY, file(name + ".key").toString())
        .with(Setting.SECURITY_CERTIFICATE, file(name + ".pem").toString())
        .with(Setting.SECURITY_CERT_STORE, file(store).toString());
  }

  OpenSsl run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
