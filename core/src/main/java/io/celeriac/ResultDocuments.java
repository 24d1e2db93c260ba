package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressor;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.MessageLimits;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Result documents as bytes, by docs/protocol/results.md: the members in Celery's order, by {@code
 * result_serializer}, and the marker of Celery 5.7 before a compressed one.
 */
final class ResultDocuments implements ResultCodec {

  private static final byte[] MARKER = "\0celery-compressed\0".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> KNOWN =
      Set.of(
          "status",
          "result",
          "traceback",
          "children",
          "date_done",
          "group_id",
          "parent_id",
          "task_id");

  private final Serializer serializer;
  private final AcceptContent accept;
  private final DecodeLimits limits;
  private final Compressors compressors;
  private final @Nullable Compressor compressor;

  private ResultDocuments(
      Serializer serializer,
      AcceptContent accept,
      DecodeLimits limits,
      Compressors compressors,
      @Nullable Compressor compressor) {
    this.serializer = serializer;
    this.accept = accept;
    this.limits = limits;
    this.compressors = compressors;
    this.compressor = compressor;
  }

  /** Uncompressed ones, by a serializer. */
  ResultDocuments(Serializer serializer, DecodeLimits limits, Compressors compressors) {
    this(
        serializer, AcceptContent.of(List.of(serializer.contentType())), limits, compressors, null);
  }

  ResultDocuments(Settings settings, Serializers serializers, Compressors compressors) {
    this(
        serializers.named(settings.get(Setting.RESULT_SERIALIZER)),
        accepted(settings, serializers),
        MessageLimits.of(settings),
        compressors,
        settings.find(Setting.RESULT_COMPRESSION).map(compressors::named).orElse(null));
  }

  /** What is accepted in results: as everywhere, unless the settings tell results apart. */
  static AcceptContent accepted(Settings settings, Serializers serializers) {
    return AcceptContent.of(
        settings.find(Setting.RESULT_ACCEPT_CONTENT).orElse(settings.get(Setting.ACCEPT_CONTENT)),
        serializers);
  }

  @Override
  public byte[] encode(ResultDocument document) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("status", document.status());
    members.put("result", document.result());
    members.put("traceback", document.traceback());
    members.put("children", document.children());
    members.put("date_done", document.dateDone());
    if (document.groupId() != null) {
      members.put("group_id", document.groupId());
    }
    if (document.parentId() != null) {
      members.put("parent_id", document.parentId());
    }
    members.putAll(document.extended());
    members.put("task_id", document.taskId());
    return encodeValue(members);
  }

  @Override
  public byte[] encodeValue(@Nullable Object value) {
    byte[] plain = serializer.encode(value);
    return compressor == null ? plain : compressed(plain, compressor);
  }

  @Override
  public @Nullable Object decodeValue(byte[] bytes) {
    if (!accept.accepts(serializer.contentType())) {
      throw new DecodeException(
          ("Results are written as '%s' (result_serializer), which is not accepted in them; accepted"
                  + " is %s (result_accept_content, or else accept_content)")
              .formatted(serializer.contentType(), accept));
    }
    limits.expectReadable("a result", bytes);
    return serializer.decode(decompressed(bytes), serializer.contentEncoding());
  }

  @Override
  public ResultCodec uncompressed() {
    return compressor == null
        ? this
        : new ResultDocuments(serializer, accept, limits, compressors, null);
  }

  private static byte[] compressed(byte[] plain, Compressor compressor) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MARKER);
    out.writeBytes(compressor.contentType().getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    out.writeBytes(compressor.compress(plain));
    return out.toByteArray();
  }

  private byte[] decompressed(byte[] bytes) {
    if (bytes.length < MARKER.length
        || !Arrays.equals(bytes, 0, MARKER.length, MARKER, 0, MARKER.length)) {
      return bytes;
    }
    int end = MARKER.length;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    if (end == bytes.length) {
      throw new DecodeException("A compressed result document that does not name its compression");
    }
    String method =
        new String(bytes, MARKER.length, end - MARKER.length, StandardCharsets.US_ASCII);
    byte[] compressed = Arrays.copyOfRange(bytes, end + 1, bytes.length);
    return compressors
        .find(method)
        .orElseThrow(() ->
            new DecodeException(
                "A result is compressed with %s, which is not known here; there are %s"
                    .formatted(PythonRepr.of(method), String.join(", ", compressors.names()))))
        .decompress(compressed, limits.decompressedBytes(compressed.length));
  }

  @Override
  public ResultDocument decode(byte[] bytes) {
    Object value = decodeValue(bytes);
    if (!(value instanceof Map<?, ?> members)
        || !(members.get("status") instanceof String status)) {
      throw new DecodeException(
          "Not a result document: it has no status; its first bytes are "
              + new String(bytes, 0, Math.min(bytes.length, 60), StandardCharsets.UTF_8));
    }
    Map<String, @Nullable Object> extended = new LinkedHashMap<>();
    members.forEach((key, each) -> {
      if (!KNOWN.contains(String.valueOf(key))) {
        extended.put(String.valueOf(key), each);
      }
    });
    return new ResultDocument(
        Objects.requireNonNullElse(text(members, "task_id"), ""),
        status,
        members.get("result"),
        text(members, "traceback"),
        members.get("children") instanceof List<?> children ? new ArrayList<>(children) : null,
        text(members, "date_done"),
        text(members, "group_id"),
        text(members, "parent_id"),
        extended);
  }

  private static @Nullable String text(Map<?, ?> members, String name) {
    Object value = members.get(name);
    return value == null ? null : value.toString();
  }
}
