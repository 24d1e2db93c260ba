package io.celeriac.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The serialisers at hand, by Celery's name and by media type. Immutable. */
public final class Serializers {
  private final List<Serializer> all;
  private final Map<String, Serializer> byName = new LinkedHashMap<>();

  private Serializers(Collection<? extends Serializer> serializers) {
    all = List.copyOf(serializers);
    for (Serializer serializer : all) {
      byName.put(serializer.name(), serializer);
      byName.put(serializer.contentType(), serializer);
    }
  }

  /** Returns the serialisers found by {@link ServiceLoader}: json, and whatever modules bring. */
  public static Serializers installed() {
    List<Serializer> found = new ArrayList<>();
    ServiceLoader.load(Serializer.class, Serializer.class.getClassLoader()).forEach(found::add);
    return new Serializers(found);
  }

  /** Returns exactly these; of two with one name, the later one counts. */
  public static Serializers of(Serializer... serializers) {
    return new Serializers(List.of(serializers));
  }

  /** Returns these with JSON reading and writing the given types besides Celery's own. */
  public Serializers withJsonTypes(JsonTypes types) {
    return with(new JsonSerializer(types));
  }

  /** Returns these and another one, which takes the place of one of the same name. */
  public Serializers with(Serializer serializer) {
    List<Serializer> more = new ArrayList<>(all);
    more.removeIf(each -> each.name().equals(serializer.name()));
    more.add(serializer);
    return new Serializers(more);
  }

  /** Returns these, each held to the given limits when it decodes. */
  public Serializers limitedTo(DecodeLimits limits) {
    return new Serializers(all.stream().map(each -> each.limitedTo(limits)).toList());
  }

  /** Returns a serialiser by name or media type. */
  public Optional<Serializer> find(String nameOrMediaType) {
    return Optional.ofNullable(byName.get(nameOrMediaType));
  }

  /**
   * Returns a serialiser by name or media type.
   *
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  public Serializer named(String nameOrMediaType) {
    Serializer serializer = byName.get(nameOrMediaType);
    if (serializer == null) {
      Pickle.refuse(nameOrMediaType);
      throw new IllegalArgumentException(
          "no serializer '%s' is installed; there are %s (celeriac-codecs brings msgpack and yaml)"
              .formatted(nameOrMediaType, String.join(", ", names())));
    }
    return serializer;
  }

  /** Returns Celery's names of these serialisers. */
  public List<String> names() {
    return all.stream().map(Serializer::name).sorted().toList();
  }

  Map<String, String> mediaTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    all.forEach(each -> types.put(each.name(), each.contentType()));
    return types;
  }
}
