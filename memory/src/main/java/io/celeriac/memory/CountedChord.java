package io.celeriac.memory;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one chord and who joins it, by the rules of docs/protocol/results.md, section 7. Its
 * parts, their count and its claim expire for themselves, as the keys in Redis do. Not thread-safe:
 * touched only under the map that holds it.
 */
final class CountedChord implements ExpiringMap.Expiring {
  private static final String DONE = "done";
  private static final Comparator<StoredPart> BY_INDEX =
      Comparator.comparing(StoredPart::index, Comparator.nullsLast(Comparator.naturalOrder()));

  /**
   * A part as it is kept.
   *
   * @param index its place in the header, or null
   * @param bytes its task's id, its state and its result, encoded
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record StoredPart(@Nullable Integer index, byte[] bytes) {}

  private final Map<String, StoredPart> parts = new LinkedHashMap<>();
  private @Nullable Integer size;
  private int added;
  private long partsExpireAt;
  private @Nullable String claim;
  private long claimExpiresAt;

  @Override
  public long expiresAt() {
    return Math.max(partsExpireAt, claimExpiresAt);
  }

  /** Sets how many parts there will be, and lets it start over. */
  void size(int parts, long now, long expiresAt) {
    dropExpired(now);
    size = parts;
    claim = null;
    claimExpiresAt = 0;
    partsExpireAt = expiresAt;
  }

  /** Has it wait for more parts. */
  void add(int parts, long now, long expiresAt) {
    dropExpired(now);
    added += parts;
    partsExpireAt = expiresAt;
  }

  /**
   * Records a part of a task, the first time.
   *
   * @return whether the caller has got the claim
   */
  boolean part(
      String taskId, StoredPart part, long now, long expiresAt, String token, long claimedUntil) {
    dropExpired(now);
    if (DONE.equals(claim)) {
      return false;
    }
    parts.putIfAbsent(taskId + ":" + part.index(), part);
    partsExpireAt = expiresAt;
    return size != null && parts.size() == size + added && take(token, claimedUntil);
  }

  /** The parts in the order of the header. */
  List<StoredPart> parts(long now) {
    dropExpired(now);
    return parts.values().stream().sorted(BY_INDEX).toList();
  }

  /** Holds the claim for longer, or takes it up again when it has expired. */
  boolean extend(String token, long now, long until) {
    dropExpired(now);
    if (token.equals(claim)) {
      claimExpiresAt = until;
      return true;
    }
    return size != null && take(token, until);
  }

  /** Deletes the parts, if the claim still holds; whether it did. */
  boolean done(String token, long now, long until) {
    dropExpired(now);
    if (!token.equals(claim)) {
      return false;
    }
    clear();
    claim = DONE;
    claimExpiresAt = until;
    return true;
  }

  /** No part can complete it any more. */
  void failed() {
    size = null;
  }

  private boolean take(String token, long until) {
    if (claim != null) {
      return false;
    }
    claim = token;
    claimExpiresAt = until;
    return true;
  }

  private void dropExpired(long now) {
    if (partsExpireAt <= now) {
      clear();
    }
    if (claimExpiresAt <= now) {
      claim = null;
    }
  }

  private void clear() {
    parts.clear();
    size = null;
    added = 0;
    partsExpireAt = 0;
  }
}
