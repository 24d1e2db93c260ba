package io.celeriac.redis;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordTimes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.Protocol;

/**
 * Counts the parts of chords in Redis, in the keys and by the steps of Celery 5.7: workers in
 * Python count in the same place (docs/protocol/results.md, section 7).
 */
final class RedisChords implements ChordStore {
  private static final String NO_PLACE = "+inf";

  private final ResultCommands commands;
  private final GroupDocuments documents;
  private final ResultKeys keys;
  private final ChordTimes times;
  private final boolean ordered;
  private final Supplier<String> tokens;

  /**
   * Counts by some options.
   *
   * @param tokens 32 hexadecimal digits, others each time
   */
  RedisChords(
      ResultCommands commands,
      GroupDocuments documents,
      ResultOptions options,
      Supplier<String> tokens) {
    this.commands = commands;
    this.documents = documents;
    this.keys = options.keys();
    this.times = options.chordTimes();
    this.ordered = options.chordOrdered();
    this.tokens = tokens;
  }

  @Override
  public void saveHeader(ResultTuple header) {
    commands.call(
        "keep the header of chord " + header.id(),
        set(keys.group(header.id()), documents.encode(header)));
  }

  @Override
  public void size(String groupId, int size) {
    ResultKeys.Chord chord = keys.chord(groupId);
    commands.callAll(
        "set the size of chord " + groupId,
        List.of(
            Command.on(chord.claim(), Protocol.Command.DEL),
            set(chord.size(), Integer.toString(size))));
  }

  @Override
  public void add(String groupId, int parts) {
    commands.callOnce(
        "add to chord " + groupId,
        Command.on(keys.chord(groupId).added(), Protocol.Command.INCRBY, parts));
  }

  @Override
  public Optional<ChordClaim> part(ChordPart part) {
    ResultKeys.Chord chord = keys.chord(part.groupId());
    String place = part.groupIndex() == null ? NO_PLACE : part.groupIndex().toString();
    String token = tokens.get();
    Object claimed =
        commands.call(
            "report task " + part.taskId() + " to chord " + part.groupId(),
            Command.run(
                Script.CHORD_PART,
                List.of(
                    chord.parts(),
                    chord.added(),
                    chord.size(),
                    chord.counted(),
                    chord.group(),
                    chord.claim()),
                List.of(
                    part.taskId() + ":" + place,
                    documents.encode(part),
                    ordered ? place : "",
                    times.keys().toSeconds(),
                    times.header().toSeconds(),
                    times.claim().toSeconds(),
                    token)));
    return Long.valueOf(1).equals(claimed)
        ? Optional.of(
            new RedisChordClaim(commands, documents, part.groupId(), chord, token, times, ordered))
        : Optional.empty();
  }

  private Command set(String key, Object value) {
    Duration life = times.keys();
    return life.isZero()
        ? Command.on(key, Protocol.Command.SET, value)
        : Command.on(key, Protocol.Command.SET, value, "EX", life.toSeconds());
  }
}
