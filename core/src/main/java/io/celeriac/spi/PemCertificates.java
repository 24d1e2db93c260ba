package io.celeriac.spi;

import io.celeriac.SettingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads X.509 certificates from PEM files: of one file, or of all that a pattern names. */
public final class PemCertificates {

  private PemCertificates() {}

  /**
   * The certificates of a file, in its order; at least one.
   *
   * @param what what the file should hold, for the error
   * @throws SettingException when it cannot be read, or holds none
   */
  public static List<X509Certificate> of(Path file, String what) {
    Collection<X509Certificate> found;
    try {
      found = parsed(onlyCertificates(PemTls.text(file)));
    } catch (GeneralSecurityException e) {
      throw new SettingException(
          "The file '%s' should hold %s in PEM form, and cannot be read as such: %s"
              .formatted(file, what, e.getMessage()),
          e);
    }
    if (found.isEmpty()) {
      throw new SettingException(
          "The file '%s' should hold %s in PEM form, but has no BEGIN CERTIFICATE"
              .formatted(file, what));
    }
    return List.copyOf(found);
  }

  private static Collection<X509Certificate> parsed(byte[] pem) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  /**
   * The files that a pattern names, as Python's {@code glob} understands it: {@code *}, {@code ?}
   * and {@code [a-z]} in any part of the path; hidden files only where the pattern says so. A
   * directory stands for all files in it.
   *
   * @throws SettingException when a directory cannot be read
   */
  public static List<Path> files(String pattern) {
    Path plain = plainPath(pattern);
    if (plain != null && Files.isDirectory(plain)) {
      return matching(List.of(plain), "*");
    }
    List<Path> found = List.of(pattern.startsWith("/") ? Path.of("/") : Path.of(""));
    for (String part : pattern.split("/+", -1)) {
      if (!part.isEmpty()) {
        found = isPattern(part) ? matching(found, part) : existing(found, part);
      }
    }
    return found;
  }

  private static @Nullable Path plainPath(String pattern) {
    try {
      return Path.of(pattern);
    } catch (InvalidPathException _) {
      return null; // such as a star, where names cannot have one
    }
  }

  private static boolean isPattern(String part) {
    return part.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  private static List<Path> existing(List<Path> directories, String name) {
    return directories.stream().map(each -> each.resolve(name)).filter(Files::exists).toList();
  }

  private static List<Path> matching(List<Path> directories, String part) {
    String escaped = part.replaceAll("[\\\\{}]", "\\\\$0"); // which mean nothing to Python
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + escaped);
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      if (Files.isDirectory(directory)) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
          for (Path entry : entries) {
            Path name = entry.getFileName();
            if (matcher.matches(name)
                && (part.startsWith(".") || !name.toString().startsWith("."))) {
              found.add(entry);
            }
          }
        } catch (IOException e) {
          throw new SettingException(
              "The directory '" + directory + "' of certificates cannot be read: " + e, e);
        }
      }
    }
    return found.stream().sorted().toList();
  }

  /** Without a private key in the same file, at which the parser would stop. */
  private static byte[] onlyCertificates(String pem) {
    StringBuilder only = new StringBuilder();
    boolean within = false;
    for (String line : pem.lines().toList()) {
      within |= line.startsWith("-----BEGIN CERTIFICATE-----");
      if (within) {
        only.append(line).append('\n');
      }
      within &= !line.startsWith("-----END CERTIFICATE-----");
    }
    return only.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
