package io.celeriac.memory;

import io.celeriac.memory.CountedChord.StoredPart;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordTimes;
import io.celeriac.spi.ResultCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One app's way to the chords of this JVM. Thread-safe. */
final class MemoryChords implements ChordStore {
  private static final Logger log = LoggerFactory.getLogger(MemoryChords.class);

  private final MemoryResults results;
  private final ResultCodec codec;
  private final Clock clock;
  private final ChordTimes times;
  private final Supplier<String> tokens;

  MemoryChords(
      MemoryResults results,
      ResultCodec codec,
      Clock clock,
      ChordTimes times,
      Supplier<String> tokens) {
    this.results = results;
    this.codec = codec;
    this.clock = clock;
    this.times = times;
    this.tokens = tokens;
  }

  @Override
  public void saveHeader(ResultTuple header) {
    keepHeader(header.id(), _ -> new StoredGroup(header, after(times.keys())));
  }

  @Override
  public void size(String groupId, int size) {
    change(groupId, chord -> chord.size(size, now(), after(times.keys())));
  }

  @Override
  public void add(String groupId, int parts) {
    change(groupId, chord -> chord.add(parts, now(), after(times.keys())));
  }

  @Override
  public Optional<ChordClaim> part(ChordPart part) {
    StoredPart stored =
        new StoredPart(
            part.groupIndex(),
            codec.encodeValue(Arrays.asList(part.taskId(), part.state(), part.result())));
    Claim claim = new Claim(part.groupId(), tokens.get());
    AtomicBoolean claimed = new AtomicBoolean();
    change(
        part.groupId(),
        chord ->
            claimed.set(
                chord.part(
                    part.taskId(),
                    stored,
                    now(),
                    after(times.keys()),
                    claim.token,
                    after(times.claim()))));
    keepHeader(
        part.groupId(),
        kept -> kept == null ? null : new StoredGroup(kept.group(), after(times.header())));
    return claimed.get() ? Optional.of(claim) : Optional.empty();
  }

  private void keepHeader(
      String groupId, Function<@Nullable StoredGroup, @Nullable StoredGroup> change) {
    results.groups().change(groupId, now(), change::apply);
  }

  private void change(String groupId, Consumer<CountedChord> change) {
    results
        .chords()
        .change(
            groupId,
            now(),
            present -> {
              CountedChord chord = present == null ? new CountedChord() : present;
              change.accept(chord);
              return chord;
            });
  }

  private <R> Optional<R> with(String groupId, Function<CountedChord, R> action) {
    return results.chords().with(groupId, now(), action);
  }

  private ChordPart decoded(String groupId, StoredPart part) {
    if (!(codec.decodeValue(part.bytes()) instanceof List<?> members)) {
      throw new DecodeException("A part of the chord of group " + groupId + " is no list");
    }
    return new ChordPart(
        groupId, (String) members.get(0), part.index(), (String) members.get(1), members.get(2));
  }

  private long now() {
    return clock.millis();
  }

  private long after(Duration life) {
    return life.isZero() ? Long.MAX_VALUE : now() + life.toMillis();
  }

  /** A claim by its token. */
  private final class Claim implements ChordClaim {
    private final String groupId;
    private final String token;

    Claim(String groupId, String token) {
      this.groupId = groupId;
      this.token = token;
    }

    @Override
    public Optional<ResultTuple> header() {
      return results.groups().find(groupId, now()).map(StoredGroup::group);
    }

    @Override
    public List<ChordPart> parts() {
      return with(groupId, chord -> chord.parts(now())).orElse(List.of()).stream()
          .map(part -> decoded(groupId, part))
          .toList();
    }

    @Override
    public boolean extend(Duration sending) {
      long until = after(times.extended(sending));
      return with(groupId, chord -> chord.extend(token, now(), until)).orElse(false);
    }

    @Override
    public void done() {
      if (!with(groupId, chord -> chord.done(token, now(), after(times.done()))).orElse(false)) {
        log.warn("The claim on the chord of group {} was lost before its body was sent", groupId);
      }
    }

    @Override
    public void failed() {
      change(groupId, CountedChord::failed);
    }
  }
}
