package io.celeriac.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows a task: the third member of a protocol 2 body. Null and empty differ on the wire (a
 * last step carries an empty {@code chain}, a lone task a null one), so they differ here.
 *
 * @param callbacks signatures to call after success, or null
 * @param errbacks signatures to call after failure, or null
 * @param chain the remaining steps of a chain in reverse order, so the next one is last; or null
 * @param chord the body of the chord of whose header the task is a member, or null
 */
public record Embed(
    @Nullable List<SignatureData> callbacks,
    @Nullable List<SignatureData> errbacks,
    @Nullable List<SignatureData> chain,
    @Nullable SignatureData chord) {

  /** Nothing follows. */
  public static final Embed EMPTY = new Embed(null, null, null, null);

  public Embed {
    callbacks = callbacks == null ? null : List.copyOf(callbacks);
    errbacks = errbacks == null ? null : List.copyOf(errbacks);
    chain = chain == null ? null : List.copyOf(chain);
  }

  /** Returns the mapping that goes on the wire, always with all four members. */
  public Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("callbacks", maps(callbacks));
    map.put("errbacks", maps(errbacks));
    map.put("chain", maps(chain));
    map.put("chord", chord == null ? null : chord.toMap());
    return map;
  }

  /**
   * Reads a mapping from the wire; missing members are null, unknown ones are ignored.
   *
   * @throws IllegalArgumentException if a member is not a signature or a list of signatures
   */
  public static Embed fromMap(Map<?, ?> map) {
    if (map.isEmpty()) {
      return EMPTY;
    }
    Members members = new Members(map, "embed");
    return new Embed(
        members.signatures("callbacks"),
        members.signatures("errbacks"),
        members.signatures("chain"),
        members.signature("chord"));
  }

  private static @Nullable List<Map<String, @Nullable Object>> maps(
      @Nullable List<SignatureData> signatures) {
    return signatures == null ? null : signatures.stream().map(SignatureData::toMap).toList();
  }
}
