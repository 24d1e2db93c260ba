package io.celeriac.spi;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts private keys with a password, by the ciphers of the JVM: PKCS #8 as OpenSSL writes it
 * (PBES2, RFC 8018, and PBE-SHA1-3DES), and OpenSSL's older form. The JVM's own reader of PKCS #8
 * does not know Triple DES, which is what {@code openssl req} takes when nothing is said.
 */
final class PemCipher {

  private static final int SALT = 8;
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int INTEGER = 0x02;
  private static final int OBJECT = 0x06;

  private static final String PBES2 = "2a864886f70d01050d";
  private static final String PBKDF2 = "2a864886f70d01050c";
  private static final String PBE_SHA1_3DES = "2a864886f70d010c0103";
  private static final String HMAC_SHA1 = "2a864886f70d0207";
  private static final Map<String, String> HMACS =
      Map.of(
          HMAC_SHA1,
          "SHA1",
          "2a864886f70d0208",
          "SHA224",
          "2a864886f70d0209",
          "SHA256",
          "2a864886f70d020a",
          "SHA384",
          "2a864886f70d020b",
          "SHA512");
  private static final Map<String, BlockCipher> CIPHERS =
      Map.of(
          "60864801650304012a", new BlockCipher("AES", 32),
          "608648016503040116", new BlockCipher("AES", 24),
          "608648016503040102", new BlockCipher("AES", 16),
          "2a864886f70d0307", new BlockCipher("DESede", 24));
  private static final Map<String, BlockCipher> LEGACY =
      Map.of(
          "AES-256-CBC", new BlockCipher("AES", 32),
          "AES-192-CBC", new BlockCipher("AES", 24),
          "AES-128-CBC", new BlockCipher("AES", 16),
          "DES-EDE3-CBC", new BlockCipher("DESede", 24));

  private record BlockCipher(String name, int keyLength) {
    byte[] decrypted(byte[] encrypted, byte[] key, byte[] vector) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance(name + "/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, name), new IvParameterSpec(vector));
      return cipher.doFinal(encrypted);
    }
  }

  private PemCipher() {}

  /**
   * Decrypts PKCS #8, whose structure names its cipher.
   *
   * @throws GeneralSecurityException when the password is wrong, or the cipher unknown
   */
  static byte[] pkcs8(byte[] der, String password) throws GeneralSecurityException {
    try {
      ByteBuffer all = within(ByteBuffer.wrap(der), SEQUENCE);
      ByteBuffer algorithm = within(all, SEQUENCE);
      byte[] encrypted = bytes(within(all, OCTETS));
      String name = hex(within(algorithm, OBJECT));
      ByteBuffer parameters = within(algorithm, SEQUENCE);
      return switch (name) {
        case PBES2 -> pbes2(encrypted, parameters, password);
        case PBE_SHA1_3DES -> pbe(encrypted, parameters, password);
        default -> throw new NoSuchAlgorithmException("no scheme of object identifier " + name);
      };
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new GeneralSecurityException("it is no encrypted PKCS #8", e);
    }
  }

  private static byte[] pbes2(byte[] encrypted, ByteBuffer parameters, String password)
      throws GeneralSecurityException {
    ByteBuffer derivation = within(parameters, SEQUENCE);
    ByteBuffer scheme = within(parameters, SEQUENCE);
    String function = hex(within(derivation, OBJECT));
    BlockCipher cipher = CIPHERS.get(hex(within(scheme, OBJECT)));
    if (cipher == null || !function.equals(PBKDF2)) {
      throw new NoSuchAlgorithmException("neither AES nor Triple DES with PBKDF2");
    }
    byte[] vector = bytes(within(scheme, OCTETS));
    ByteBuffer pbkdf2 = within(derivation, SEQUENCE);
    byte[] salt = bytes(within(pbkdf2, OCTETS));
    int iterations = integer(within(pbkdf2, INTEGER));
    if (next(pbkdf2) == INTEGER) {
      within(pbkdf2, INTEGER); // the length of the key, which the cipher tells
    }
    String digest =
        next(pbkdf2) == SEQUENCE ? hex(within(within(pbkdf2, SEQUENCE), OBJECT)) : HMAC_SHA1;
    byte[] key =
        SecretKeyFactory.getInstance("PBKDF2WithHmac" + HMACS.get(digest))
            .generateSecret(
                new PBEKeySpec(
                    password.toCharArray(), salt, iterations, cipher.keyLength() * Byte.SIZE))
            .getEncoded();
    return cipher.decrypted(encrypted, key, vector);
  }

  private static byte[] pbe(byte[] encrypted, ByteBuffer parameters, String password)
      throws GeneralSecurityException {
    byte[] salt = bytes(within(parameters, OCTETS));
    int iterations = integer(within(parameters, INTEGER));
    Cipher cipher = Cipher.getInstance("PBEWithSHA1AndDESede");
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance("PBEWithSHA1AndDESede")
            .generateSecret(new PBEKeySpec(password.toCharArray())),
        new PBEParameterSpec(salt, iterations));
    return cipher.doFinal(encrypted);
  }

  /** The content of the next element, which has to have this tag. */
  private static ByteBuffer within(ByteBuffer der, int tag) {
    int found = der.get() & 0xff;
    int length = der.get() & 0xff;
    if (length > 0x80) {
      int octets = length & 0x7f;
      length = 0;
      for (int i = 0; i < Math.min(octets, 4); i++) {
        length = (length << 8) | (der.get() & 0xff);
      }
    }
    if (found != tag || length < 0 || length > der.remaining()) {
      throw new IllegalArgumentException("tag %02x of %d bytes".formatted(found, length));
    }
    ByteBuffer content = der.slice(der.position(), length);
    der.position(der.position() + length);
    return content;
  }

  private static int next(ByteBuffer der) {
    return der.hasRemaining() ? der.get(der.position()) & 0xff : -1;
  }

  private static byte[] bytes(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  private static String hex(ByteBuffer content) {
    return HexFormat.of().formatHex(bytes(content));
  }

  private static int integer(ByteBuffer content) {
    return new BigInteger(bytes(content)).intValueExact();
  }

  /**
   * Decrypts the older form of OpenSSL, in which the key comes of MD5 over password and salt.
   *
   * @param information what {@code DEK-Info} says: cipher and initial vector
   */
  static byte[] legacy(byte[] encrypted, String information, String password)
      throws GeneralSecurityException {
    String[] parts = information.split(",", 2);
    BlockCipher cipher = LEGACY.get(parts[0]);
    if (cipher == null || parts.length < 2) {
      throw new NoSuchAlgorithmException("DEK-Info is '" + information + "'");
    }
    byte[] vector;
    try {
      vector = HexFormat.of().parseHex(parts[1].strip());
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("DEK-Info is '" + information + "'", e);
    }
    byte[] key = derived(password, Arrays.copyOf(vector, SALT), cipher.keyLength());
    return cipher.decrypted(encrypted, key, vector);
  }

  private static byte[] derived(String password, byte[] salt, int length)
      throws GeneralSecurityException {
    byte[] key = new byte[0];
    byte[] block = new byte[0];
    while (key.length < length) {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(block);
      digest.update(password.getBytes(StandardCharsets.UTF_8));
      block = digest.digest(salt);
      int at = key.length;
      key = Arrays.copyOf(key, at + block.length);
      System.arraycopy(block, 0, key, at, block.length);
    }
    return Arrays.copyOf(key, length);
  }
}
