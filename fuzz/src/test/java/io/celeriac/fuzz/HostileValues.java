package io.celeriac.fuzz;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.TaskMessageCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * D4: bodies made to cost more than they are. Run in a JVM with a small heap, since that is what
 * they are measured by; each is refused for what it is, not because the memory has come to an end.
 */
final class HostileValues {

  private static final String JSON = "application/json";
  private static final String YAML = "application/x-yaml";
  private static final String MSGPACK = "application/x-msgpack";
  private static final int MILLION = 1_000_000;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Body(String type, byte[] bytes) {}

  private HostileValues() {}

  public static void main(String[] arguments) {
    Serializers serializers = Serializers.installed();
    TaskMessageCodec codec =
        new TaskMessageCodec(serializers, Compressors.installed(), DecodeLimits.DEFAULTS);
    AcceptContent accept = AcceptContent.of(List.of("json", "yaml", "msgpack"), serializers);
    Map<String, Supplier<Body>> all = arguments[0].equals("deep") ? deep() : wide();
    all.forEach((name, body) -> {
      Body made = body.get();
      Message message =
          new Message(
              made.bytes,
              made.type,
              "utf-8",
              Map.of("task", "t", "id", "i"),
              MessageProperties.of());
      long start = System.nanoTime();
      Decoded decoded = codec.decode(message, accept, _ -> true);
      long millis = (System.nanoTime() - start) / 1_000_000;
      String verdict =
          switch (decoded) {
            case Decoded.Malformed malformed
                when malformed.reason().startsWith("decoding failed") ->
                "FAILED " + malformed.reason();
            case Decoded.Malformed malformed -> "refused: " + malformed.reason();
            case Decoded.Task _ -> "read";
            case Decoded.UnknownTask _ -> "unknown";
          };
      String shown = verdict.length() > 150 ? verdict.substring(0, 150) : verdict;
      System.out.printf("%s, %d B, %d ms: %s%n", name, made.bytes.length, millis, shown);
    });
    System.out.println("all " + all.size());
  }

  /** Small ones. */
  private static Map<String, Supplier<Body>> deep() {
    Map<String, Supplier<Body>> all = new LinkedHashMap<>();
    for (int depth : new int[] {1_000, 100_000, 10 * MILLION}) {
      all.put("json nested " + depth, () -> body(JSON, "", "[", depth, ""));
      all.put("json objects nested " + depth / 5, () -> body(JSON, "", "{\"a\":", depth / 5, ""));
      all.put(
          "json nested in type " + depth,
          () -> body(JSON, "[[{\"__type__\": \"x\", \"__value__\": ", "[", depth, ""));
      all.put("yaml nested " + depth / 10, () -> body(YAML, "", "[", depth / 10, ""));
      all.put("yaml dashes nested " + depth / 20, () -> body(YAML, "", "- ", depth / 20, "x"));
      all.put("msgpack nested " + depth, () -> body(MSGPACK, "", "\u0091", depth, ""));
    }
    all.put("json number", () -> body(JSON, "[[", "9", MILLION, "], {}, {}]"));
    all.put("json fraction", () -> body(JSON, "[[0.", "9", MILLION, "], {}, {}]"));
    all.put("json exponent", () -> body(JSON, "[[1E", "9", MILLION, "], {}, {}]"));
    all.put(
        "json decimal",
        () ->
            body(
                JSON,
                "[[{\"__type__\": \"decimal\", \"__value__\": \"",
                "9",
                MILLION,
                "\"}],{},{}]"));
    all.put("yaml number", () -> body(YAML, "[[!!int ", "9", MILLION, "], {}, {}]"));
    all.put("yaml underscores", () -> body(YAML, "[[!!int 1", "_1", MILLION, "], {}, {}]"));
    all.put("yaml sexagesimal", () -> body(YAML, "[[!!int 1", ":59", MILLION, "], {}, {}]"));
    return all;
  }

  /** Large ones. */
  private static Map<String, Supplier<Body>> wide() {
    Map<String, Supplier<Body>> all = new LinkedHashMap<>();
    all.put("json text", () -> body(JSON, "[[\"", "x", 100 * MILLION, "\"], {}, {}]"));
    all.put("json values", () -> body(JSON, "[[", "0,", 5 * MILLION, "0], {}, {}]"));
    all.put("json same key", () -> body(JSON, "[[], {", "\"a\":0,", MILLION, "\"a\":0}, {}]"));
    all.put("json colliding keys", () -> colliding(JSON, "[[],{", "\"", "\":0,", "\"a\":0}, {}]"));
    all.put(
        "msgpack colliding keys",
        () -> colliding(MSGPACK, "\u0093\u0090\u00df\0\u000fB@", "\u00d9(", "\0", "\u0080"));
    all.put("yaml values", () -> body(YAML, "[[", "0,", 2 * MILLION, "0], {}, {}]"));
    return all;
  }

  private static Body body(String type, String before, String again, int times, String after) {
    byte[] begin = before.getBytes(StandardCharsets.ISO_8859_1);
    byte[] part = again.getBytes(StandardCharsets.ISO_8859_1);
    byte[] end = after.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[begin.length + part.length * times + end.length];
    System.arraycopy(begin, 0, bytes, 0, begin.length);
    if (part.length == 1) {
      Arrays.fill(bytes, begin.length, begin.length + times, part[0]);
    } else {
      for (int i = 0; i < times; i++) {
        System.arraycopy(part, 0, bytes, begin.length + i * part.length, part.length);
      }
    }
    System.arraycopy(end, 0, bytes, bytes.length - end.length, end.length);
    return new Body(type, bytes);
  }

  /**
   * A million names of one hash code: "Aa" and "BB" have the same, and so all that they make up.
   */
  private static Body colliding(
      String type, String before, String quote, String member, String after) {
    byte[] begin = before.getBytes(StandardCharsets.ISO_8859_1);
    byte[] open = quote.getBytes(StandardCharsets.ISO_8859_1);
    byte[] close = member.getBytes(StandardCharsets.ISO_8859_1);
    byte[] end = after.getBytes(StandardCharsets.ISO_8859_1);
    int each = open.length + 40 + close.length;
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(begin.length + each * MILLION + end.length) {
          @Override
          public synchronized byte[] toByteArray() {
            return buf; // exactly full, and there is no room for two
          }
        };
    out.writeBytes(begin);
    byte[] name = new byte[40];
    for (int i = 0; i < MILLION; i++) {
      for (int bit = 0; bit < 20; bit++) {
        boolean one = (i >> bit & 1) == 1;
        name[2 * bit] = (byte) (one ? 'A' : 'B');
        name[2 * bit + 1] = (byte) (one ? 'a' : 'B');
      }
      out.writeBytes(open);
      out.writeBytes(name);
      out.writeBytes(close);
    }
    out.writeBytes(end);
    return new Body(type, out.toByteArray());
  }
}
