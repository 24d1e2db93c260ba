package io.celeriac.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * The text of a body, strictly: bytes that are not of the character set are an error. A content
 * encoding that names no character set counts as UTF-8, and so does one that does not fit the
 * bytes, as with Celery on AMQP.
 */
public final class BodyText {
  private BodyText() {}

  /**
   * Returns the text.
   *
   * @throws DecodeException if the bytes are neither of that character set nor UTF-8
   */
  public static String of(byte[] body, @Nullable String contentEncoding) {
    try {
      return decode(body, charset(contentEncoding));
    } catch (CharacterCodingException _) {
      try {
        return decode(body, StandardCharsets.UTF_8);
      } catch (CharacterCodingException e) {
        throw new DecodeException("the body is not UTF-8 text", e);
      }
    }
  }

  private static String decode(byte[] body, Charset charset) throws CharacterCodingException {
    if (charset.equals(StandardCharsets.UTF_8)) {
      // In a third of the memory. The replacement character may be meant, or stand for what is not
      // UTF-8: then look closely.
      String text = new String(body, charset);
      if (text.indexOf('\ufffd') < 0) {
        return text;
      }
    }
    return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
  }

  private static Charset charset(@Nullable String contentEncoding) {
    if (contentEncoding == null || contentEncoding.equalsIgnoreCase("utf-8")) {
      return StandardCharsets.UTF_8;
    }
    try {
      // Python says latin-1 and utf_8, which Java knows as latin1 and utf-8.
      return Charset.forName(contentEncoding.replace('_', '-').replace("latin-", "latin"));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return StandardCharsets.UTF_8;
    }
  }
}
