package io.celeriac;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Map;

/**
 * How Celery signs: RSA with PSS padding, MGF1 by the same digest, and the longest salt that fits
 * the key. A value; {@code security_digest} names the digest.
 *
 * @param name the JVM's name of the digest
 * @param length the bytes that it yields
 */
record SignatureDigest(String name, int length) {

  private static final Map<String, SignatureDigest> KNOWN =
      Map.ofEntries(
          Map.entry("sha1", new SignatureDigest("SHA-1", 20)),
          Map.entry("sha224", new SignatureDigest("SHA-224", 28)),
          Map.entry("sha256", new SignatureDigest("SHA-256", 32)),
          Map.entry("sha384", new SignatureDigest("SHA-384", 48)),
          Map.entry("sha512", new SignatureDigest("SHA-512", 64)),
          Map.entry("sha512_224", new SignatureDigest("SHA-512/224", 28)),
          Map.entry("sha512_256", new SignatureDigest("SHA-512/256", 32)),
          Map.entry("sha3_224", new SignatureDigest("SHA3-224", 28)),
          Map.entry("sha3_256", new SignatureDigest("SHA3-256", 32)),
          Map.entry("sha3_384", new SignatureDigest("SHA3-384", 48)),
          Map.entry("sha3_512", new SignatureDigest("SHA3-512", 64)));

  static SignatureDigest of(Settings settings) {
    String given = settings.get(Setting.SECURITY_DIGEST);
    SignatureDigest digest = KNOWN.get(given.toLowerCase(Locale.ROOT));
    if (digest == null) {
      throw new SettingException(
          "security_digest is '%s' (%s), which is not known here; it would be one of %s"
              .formatted(
                  given,
                  settings.origin(Setting.SECURITY_DIGEST),
                  String.join(", ", KNOWN.keySet().stream().sorted().toList())));
    }
    return digest;
  }

  byte[] sign(PrivateKey key, byte[] data) {
    try {
      Signature signature = signature((RSAKey) key);
      signature.initSign(key);
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A message could not be signed: " + e.getMessage(), e);
    }
  }

  boolean verifies(RSAPublicKey key, byte[] data, byte[] given) {
    try {
      Signature signature = signature(key);
      signature.initVerify(key);
      signature.update(data);
      return signature.verify(given);
    } catch (SignatureException e) {
      return false; // of another length than the key's
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A signature could not be verified: " + e.getMessage(), e);
    }
  }

  private Signature signature(RSAKey key) throws GeneralSecurityException {
    int room = (key.getModulus().bitLength() + 6) / 8 - length - 2;
    if (room < 0) {
      throw new InvalidKeyException("an RSA key of this size is too short for " + name);
    }
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), room, 1));
    return signature;
  }
}
