package io.celeriac.protocol;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The content types that a consumer is willing to decode: Celery's {@code accept_content}. An
 * immutable value.
 */
public final class AcceptContent {
  /** JSON only, which is Celery's default. */
  public static final AcceptContent JSON = new AcceptContent(Set.of("application/json"));

  private static final Map<String, String> KNOWN =
      Map.of(
          "json", "application/json",
          "yaml", "application/x-yaml",
          "msgpack", "application/x-msgpack",
          "auth", "application/data");

  // Raw bytes and text; decoding either cannot do harm, so kombu lets them through always.
  private static final Set<String> TRUSTED = Set.of("application/data", "application/text");

  private final Set<String> mediaTypes;

  private AcceptContent(Set<String> mediaTypes) {
    this.mediaTypes = mediaTypes;
  }

  /**
   * Returns the set of the given serialisers, by Celery's names or by media type.
   *
   * @throws IllegalArgumentException if a name is unknown, or pickle is among them
   */
  public static AcceptContent of(Collection<String> namesOrMediaTypes) {
    return of(namesOrMediaTypes, Map.of());
  }

  /** As {@link #of(Collection)}, with the names of these serialisers known as well. */
  public static AcceptContent of(Collection<String> namesOrMediaTypes, Serializers serializers) {
    return of(namesOrMediaTypes, serializers.mediaTypes());
  }

  private static AcceptContent of(Collection<String> namesOrMediaTypes, Map<String, String> more) {
    Set<String> mediaTypes = new LinkedHashSet<>();
    for (String given : namesOrMediaTypes) {
      Pickle.refuse(given);
      String name = given.toLowerCase(Locale.ROOT);
      String mediaType = name.contains("/") ? name : more.getOrDefault(name, KNOWN.get(name));
      if (mediaType == null) {
        Set<String> names = new TreeSet<>(KNOWN.keySet());
        names.addAll(more.keySet());
        throw new IllegalArgumentException(
            "accept_content names '%s', which is no serializer; known are %s, or give a media type"
                .formatted(given, String.join(", ", names)));
      }
      mediaTypes.add(mediaType);
    }
    return new AcceptContent(Set.copyOf(mediaTypes));
  }

  /** Returns whether a body of this content type may be decoded; none at all counts as raw data. */
  public boolean accepts(@Nullable String contentType) {
    return contentType == null
        || contentType.isEmpty()
        || mediaTypes.contains(contentType)
        || TRUSTED.contains(contentType);
  }

  /** Returns the accepted media types, without the ones that are always let through. */
  public Set<String> mediaTypes() {
    return mediaTypes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AcceptContent that && mediaTypes.equals(that.mediaTypes);
  }

  @Override
  public int hashCode() {
    return mediaTypes.hashCode();
  }

  @Override
  public String toString() {
    return String.join(", ", new TreeSet<>(mediaTypes));
  }
}
