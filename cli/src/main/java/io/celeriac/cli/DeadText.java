package io.celeriac.cli;

import io.celeriac.DeadLetter;
import io.celeriac.DeadLetters;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Message;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dead letters as people and programs read them. */
final class DeadText {

  private static final int SHOWN_KEY = 8;
  private static final int SHOWN_BODY = 4_000;

  private DeadText() {}

  static String key(DeadLetter letter) {
    return letter.key().length() > SHOWN_KEY ? letter.key().substring(0, SHOWN_KEY) : letter.key();
  }

  static String time(DeadLetter letter) {
    return letter.time().equals(Instant.EPOCH)
        ? "-"
        : DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.systemDefault())
            .format(letter.time());
  }

  static String or(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }

  /** What there is to know without looking into the message. */
  static Map<String, @Nullable Object> members(DeadLetter letter) {
    DeadLetter.Death death = letter.death();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("key", letter.key());
    members.put("reason", death.reason().text());
    members.put("detail", death.detail());
    members.put("task", death.task());
    members.put("id", death.id());
    members.put("time", letter.time().equals(Instant.EPOCH) ? null : letter.time().toString());
    members.put("worker", death.worker());
    members.put("attempts", death.attempts());
    members.put("queue", letter.queue());
    members.put("exchange", letter.exchange());
    members.put("routing_key", letter.routingKey());
    members.put("content", letter.content().name().toLowerCase(Locale.ROOT));
    return members;
  }

  /** And the message, decoded as far as that is possible. */
  static Map<String, @Nullable Object> all(DeadLetters letters, DeadLetter letter) {
    Map<String, @Nullable Object> all = members(letter);
    Message message = letter.message();
    all.put("content_type", message.contentType());
    all.put("content_encoding", message.contentEncoding());
    all.put("headers", message.headers());
    if (letter.content() == DeadLetter.Content.WHOLE
        && letters.decode(letter) instanceof Decoded.Task task) {
      all.put("args", task.message().args());
      all.put("kwargs", task.message().kwargs());
      all.put("embed", task.message().embed().toMap());
    } else {
      all.putAll(body(message.body()));
    }
    return all;
  }

  private static Map<String, @Nullable Object> body(byte[] body) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("body_length", body.length);
    ByteBuffer shown = ByteBuffer.wrap(body, 0, Math.min(body.length, SHOWN_BODY));
    try {
      members.put("body", StandardCharsets.UTF_8.newDecoder().decode(shown).toString());
    } catch (CharacterCodingException e) {
      shown.rewind();
      byte[] bytes = new byte[shown.remaining()];
      shown.get(bytes);
      members.put("body_base64", Base64.getEncoder().encodeToString(bytes));
    }
    return members;
  }
}
