package io.celeriac.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An application's own types in JSON, beside those that Celery knows: the counterpart of kombu's
 * {@code register_type}. A value is written as {@code {"__type__": marker, "__value__": ...}}.
 * Immutable; the functions must be safe for use by several threads.
 */
public final class JsonTypes {
  /** No types beside Celery's own. */
  public static final JsonTypes NONE = new JsonTypes(List.of(), Map.of());

  private final List<Encoding<?>> encodings;
  private final Map<String, Function<@Nullable Object, ? extends @Nullable Object>> decoders;

  private JsonTypes(
      List<Encoding<?>> encodings,
      Map<String, Function<@Nullable Object, ? extends @Nullable Object>> decoders) {
    this.encodings = encodings;
    this.decoders = decoders;
  }

  /**
   * Returns these types and one more, which goes before one of Celery's with the same marker.
   *
   * @param type class of the values, with its subclasses
   * @param marker what stands in {@code __type__}
   * @param encoder makes what stands in {@code __value__}: any value that JSON can carry
   * @param decoder makes the value again; whatever it throws makes the message undecodable
   */
  public <T> JsonTypes with(
      Class<T> type,
      String marker,
      Function<? super T, ? extends @Nullable Object> encoder,
      Function<@Nullable Object, ? extends T> decoder) {
    Map<String, Function<@Nullable Object, ? extends @Nullable Object>> all =
        new LinkedHashMap<>(decoders);
    all.put(marker, decoder);
    return new JsonTypes(plus(new Encoding<>(type, marker, encoder)), Map.copyOf(all));
  }

  /** Returns these types and one that is written in place, without an envelope, so never read. */
  public <T> JsonTypes inPlace(
      Class<T> type, Function<? super T, ? extends @Nullable Object> encoder) {
    return new JsonTypes(plus(new Encoding<>(type, null, encoder)), decoders);
  }

  private List<Encoding<?>> plus(Encoding<?> encoding) {
    List<Encoding<?>> more = new ArrayList<>();
    more.add(encoding); // the latest first, so that it wins
    more.addAll(encodings);
    return List.copyOf(more);
  }

  @Nullable Encoding<?> encodingOf(Object value) {
    for (Encoding<?> encoding : encodings) {
      if (encoding.type.isInstance(value)) {
        return encoding;
      }
    }
    return null;
  }

  @Nullable Function<@Nullable Object, ? extends @Nullable Object> decoderOf(String marker) {
    return decoders.get(marker);
  }

  /** How values of one class are written; a null marker means without an envelope. */
  record Encoding<T>(
      Class<T> type,
      @Nullable String marker,
      Function<? super T, ? extends @Nullable Object> encoder) {

    @Nullable Object encode(Object value) {
      return encoder.apply(type.cast(value));
    }
  }
}
