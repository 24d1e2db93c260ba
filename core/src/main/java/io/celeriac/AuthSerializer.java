package io.celeriac;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Celery's {@code auth} serializer: a body of another one, signed. Its parts are parted by the
 * bytes 0 and 1 and written in Base64 together: who signs, the signature, the content type and
 * encoding of the body, the body. Only the body is signed; what is not, must be as the serializer
 * of the body has it to the letter.
 */
final class AuthSerializer implements Serializer {

  static final String NAME = "auth";
  static final String CONTENT_TYPE = "application/data";

  private static final int PARTS = 5;

  private final Signer signer;
  private final SignerCertificates certificates;
  private final Serializers bodies;
  private final Serializer written;

  AuthSerializer(Signer signer, SignerCertificates certificates, Serializers bodies) {
    this.signer = signer;
    this.certificates = certificates;
    this.bodies = bodies;
    this.written = bodies.named("json");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public String contentEncoding() {
    return "utf-8";
  }

  @Override
  public byte[] encode(@Nullable Object value) {
    byte[] body = written.encode(value);
    Base64.Encoder base64 = Base64.getEncoder();
    ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + 1024);
    for (byte[] part :
        List.of(
            base64.encode(signer.id().getBytes(StandardCharsets.UTF_8)),
            base64.encode(signer.sign(body)),
            written.contentType().getBytes(StandardCharsets.US_ASCII),
            written.contentEncoding().getBytes(StandardCharsets.US_ASCII))) {
      all.writeBytes(part);
      all.write(0);
      all.write(1);
    }
    all.writeBytes(body);
    return base64.encode(all.toByteArray());
  }

  @Override
  public @Nullable Object decode(byte[] signed, @Nullable String contentEncoding) {
    List<byte[]> parts = parts(decoded(signed));
    if (parts.size() < PARTS) {
      throw new DecodeException(
          "it is not signed: a signed body has %d parts, and this one %d"
              .formatted(PARTS, parts.size()));
    }
    byte[] body = parts.get(4);
    String id = new String(decoded(parts.get(0)), StandardCharsets.UTF_8);
    certificates.verify(id, body, decoded(parts.get(1)));
    String type = new String(parts.get(2), StandardCharsets.UTF_8);
    String encoding = new String(parts.get(3), StandardCharsets.UTF_8);
    return bodies
        .find(type)
        .filter(each -> each.contentType().equals(type) && each.contentEncoding().equals(encoding))
        .orElseThrow(() ->
            new DecodeException(
                "what is signed is of content type '%s' and encoding '%s', which no serializer here reads; there are %s"
                    .formatted(type, encoding, String.join(", ", bodies.names()))))
        .decode(body, encoding);
  }

  private static List<byte[]> parts(byte[] all) {
    List<byte[]> parts = new ArrayList<>(PARTS);
    int begin = 0;
    for (int i = 0; i + 1 < all.length && parts.size() < PARTS - 1; i++) {
      if (all[i] == 0 && all[i + 1] == 1) {
        parts.add(Arrays.copyOfRange(all, begin, i));
        begin = i + 2;
        i++;
      }
    }
    parts.add(Arrays.copyOfRange(all, begin, all.length));
    return parts;
  }

  /** Strictly: of all texts that would mean the same bytes the one that an encoder writes. */
  private static byte[] decoded(byte[] base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      if (Arrays.equals(Base64.getEncoder().encode(bytes), base64)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new DecodeException("it is not signed: it is not in Base64", e);
    }
    throw new DecodeException("it is not signed: it is not in Base64 as an encoder writes it");
  }

  @Override
  public Serializer limitedTo(DecodeLimits limits) {
    return new AuthSerializer(signer, certificates, bodies.limitedTo(limits));
  }
}
