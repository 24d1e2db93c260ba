package io.celeriac.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The compression methods at hand, by any of Celery's names and by media type. Immutable. */
public final class Compressors {
  private final List<Compressor> all;
  private final Map<String, Compressor> byName = new LinkedHashMap<>();

  private Compressors(Collection<? extends Compressor> compressors) {
    all = List.copyOf(compressors);
    for (Compressor compressor : all) {
      compressor.names().forEach(name -> byName.put(name, compressor));
      byName.put(compressor.contentType(), compressor);
    }
  }

  /** Returns the methods found by {@link ServiceLoader}: gzip, and whatever modules bring. */
  public static Compressors installed() {
    List<Compressor> found = new ArrayList<>();
    ServiceLoader.load(Compressor.class, Compressor.class.getClassLoader()).forEach(found::add);
    return new Compressors(found);
  }

  /** Returns exactly these; of two with one name, the later one counts. */
  public static Compressors of(Compressor... compressors) {
    return new Compressors(List.of(compressors));
  }

  /** Returns a method by name or media type. */
  public Optional<Compressor> find(String nameOrMediaType) {
    return Optional.ofNullable(byName.get(nameOrMediaType));
  }

  /**
   * Returns a method by name or media type.
   *
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  public Compressor named(String nameOrMediaType) {
    return find(nameOrMediaType)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no compression '%s' is installed; there are %s (celeriac-codecs brings more)"
                    .formatted(nameOrMediaType, String.join(", ", names()))));
  }

  /** Returns Celery's names of these methods. */
  public List<String> names() {
    return all.stream().flatMap(each -> each.names().stream()).sorted().toList();
  }
}
