package io.celeriac.spi;

import io.celeriac.SettingException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key from a PEM file: PKCS #8, or the older form of RSA keys. Others, and
 * encrypted keys, are refused with the command that converts them.
 */
final class PemKey {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----\\s*(.*?)-----END [A-Z ]*PRIVATE KEY-----",
          Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  // What stands before the key proper in PKCS #8: version 0, and the algorithm rsaEncryption.
  private static final byte[] RSA_PREFIX =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private PemKey() {}

  /**
   * The key in a file.
   *
   * @throws SettingException when there is none that can be used, saying why
   */
  static PrivateKey read(Path file) {
    Matcher key = KEY.matcher(PemTls.text(file));
    if (!key.find()) {
      throw new SettingException(
          "The file '" + file + "' should hold a private key in PEM form, but has no BEGIN … KEY");
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(key.group(2));
    } catch (IllegalArgumentException e) {
      throw new SettingException("The private key in '" + file + "' is not valid Base64", e);
    }
    return switch (key.group(1)) {
      case "" -> pkcs8(file, bytes);
      case "RSA " -> pkcs8(file, tagged(SEQUENCE, RSA_PREFIX, tagged(OCTET_STRING, bytes)));
      case String kind ->
          throw new SettingException(
              ("The private key in '%s' is of the form '%sPRIVATE KEY', which is not read here;"
                      + " convert it: openssl pkcs8 -topk8 -nocrypt -in %s -out key.pem")
                  .formatted(file, kind, file));
    };
  }

  private static PrivateKey pkcs8(Path file, byte[] bytes) {
    KeySpec spec = new PKCS8EncodedKeySpec(bytes);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Of another algorithm.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This JVM lacks " + algorithm, e);
      }
    }
    throw new SettingException(
        "The private key in '%s' is of none of the algorithms %s, or damaged"
            .formatted(file, ALGORITHMS));
  }

  private static byte[] tagged(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteBuffer der = ByteBuffer.allocate(length + 5).put((byte) tag);
    if (length > 0xffff) {
      der.put((byte) 0x83).put((byte) (length >> 16)).putShort((short) length);
    } else if (length > 0xff) {
      der.put((byte) 0x82).putShort((short) length);
    } else {
      der.put((byte) 0x81).put((byte) length); // no RSA key is shorter than 128 bytes
    }
    for (byte[] content : contents) {
      der.put(content);
    }
    return Arrays.copyOf(der.array(), der.position());
  }
}
