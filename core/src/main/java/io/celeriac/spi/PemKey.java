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
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key from a PEM file: PKCS #8, or the older form of RSA keys, either of them
 * perhaps encrypted with a password. Others are refused with the command that converts them.
 */
public final class PemKey {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----\\s*(.*?)-----END [A-Z ]*PRIVATE KEY-----",
          Pattern.DOTALL);
  private static final Pattern HEADER = Pattern.compile("([A-Za-z-]+): *(.*)\\R");
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
   * @param password what it is encrypted with; null for a key that is not
   * @throws SettingException when there is none that can be used, saying why
   */
  public static PrivateKey read(String file, @Nullable String password) {
    return read(Path.of(file), password);
  }

  static PrivateKey read(Path file, @Nullable String password) {
    Matcher key = KEY.matcher(PemTls.text(file));
    if (!key.find()) {
      throw new SettingException(
          "The file '" + file + "' should hold a private key in PEM form, but has no BEGIN … KEY");
    }
    return switch (key.group(1)) {
      case "" -> pkcs8(file, clear(file, bytes(file, key.group(2)), password), false);
      case "RSA " -> pkcs8(file, wrapped(rsa(file, key.group(2), password)), password != null);
      case "ENCRYPTED " -> pkcs8(file, decrypted(file, bytes(file, key.group(2)), password), true);
      case String kind ->
          throw new SettingException(
              ("The private key in '%s' is of the form '%sPRIVATE KEY', which is not read here;"
                      + " convert it: openssl pkcs8 -topk8 -nocrypt -in %s -out key.pem")
                  .formatted(file, kind, file));
    };
  }

  private static byte[] bytes(Path file, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new SettingException("The private key in '" + file + "' is not valid Base64", e);
    }
  }

  private static byte[] clear(Path file, byte[] key, @Nullable String password) {
    if (password != null) {
      throw new SettingException(
          "A password is given for the private key in '"
              + file
              + "', which is not encrypted; leave the password out, or encrypt the key");
    }
    return key;
  }

  private static byte[] decrypted(Path file, byte[] key, @Nullable String password) {
    try {
      return PemCipher.pkcs8(key, needed(file, password));
    } catch (GeneralSecurityException e) {
      throw undecipherable(file, e);
    }
  }

  /** The older form, in which headers before the key say how it is encrypted. */
  private static byte[] rsa(Path file, String text, @Nullable String password) {
    Matcher header = HEADER.matcher(text);
    int end = 0;
    String cipher = null;
    while (header.lookingAt()) {
      cipher = header.group(1).equals("DEK-Info") ? header.group(2).strip() : cipher;
      end = header.end();
      header.region(end, text.length());
    }
    byte[] key = bytes(file, text.substring(end));
    if (cipher == null) {
      return clear(file, key, password);
    }
    try {
      return PemCipher.legacy(key, cipher, needed(file, password));
    } catch (GeneralSecurityException e) {
      throw undecipherable(file, e);
    }
  }

  private static String needed(Path file, @Nullable String password) {
    if (password == null) {
      throw new SettingException(
          "The private key in '"
              + file
              + "' is encrypted, and no password is given for it; give one, or convert it: openssl"
              + " pkcs8 -topk8 -nocrypt -in "
              + file
              + " -out key.pem");
    }
    return password;
  }

  private static SettingException undecipherable(Path file, Exception cause) {
    return new SettingException(
        ("The private key in '%s' cannot be decrypted: the password is another one, or the cipher"
                + " is not known here (%s); openssl pkcs8 -topk8 -v2 aes256 -in %s -out key.pem"
                + " writes one that is")
            .formatted(file, cause.getMessage(), file),
        cause);
  }

  private static byte[] wrapped(byte[] rsaKey) {
    return tagged(SEQUENCE, RSA_PREFIX, tagged(OCTET_STRING, rsaKey));
  }

  private static PrivateKey pkcs8(Path file, byte[] bytes, boolean encrypted) {
    KeySpec spec = new PKCS8EncodedKeySpec(bytes);
    InvalidKeySpecException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e; // of another algorithm
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This JVM lacks " + algorithm, e);
      }
    }
    if (encrypted && last != null) {
      // With another password, one in 256 still comes out with a valid padding.
      throw undecipherable(file, last);
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
