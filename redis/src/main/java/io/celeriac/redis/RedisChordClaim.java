package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * The claim to a chord in Redis, which is the token in one of its keys.
 *
 * @param ordered whether the parts are kept by their place in the header
 */
record RedisChordClaim(
    ResultCommands commands,
    GroupDocuments documents,
    String groupId,
    ResultKeys.Chord keys,
    String token,
    ChordTimes times,
    boolean ordered)
    implements ChordClaim {
  private static final Logger log = LoggerFactory.getLogger(RedisChordClaim.class);

  @Override
  public Optional<ResultTuple> header() {
    return commands.call(
                "read the header of chord " + groupId,
                Command.on(keys.group(), Protocol.Command.GET))
            instanceof byte[] saved
        ? Optional.of(documents.decode(groupId, saved))
        : Optional.empty();
  }

  @Override
  public List<ChordPart> parts() {
    Command read =
        ordered
            ? Command.on(keys.parts(), Protocol.Command.ZRANGE, 0, -1, "WITHSCORES")
            : Command.on(keys.parts(), Protocol.Command.LRANGE, 0, -1);
    List<ChordPart> parts = new ArrayList<>();
    if (commands.call("read the parts of chord " + groupId, read) instanceof List<?> stored) {
      int step = ordered ? 2 : 1;
      for (int i = 0; i + step <= stored.size(); i += step) {
        parts.add(
            documents.decodePart(
                groupId,
                ordered ? place((byte[]) stored.get(i + 1)) : null,
                (byte[]) stored.get(i)));
      }
    }
    return List.copyOf(parts);
  }

  @Override
  public boolean extend(Duration sending) {
    Object held =
        commands.call(
            "hold on to chord " + groupId,
            Command.run(
                Script.CHORD_EXTEND,
                List.of(keys.claim(), keys.size()),
                List.of(token, times.extended(sending).toSeconds())));
    return Long.valueOf(1).equals(held);
  }

  @Override
  public void done() {
    Object ended =
        commands.call(
            "end chord " + groupId,
            Command.run(
                Script.CHORD_DONE,
                List.of(keys.claim(), keys.parts(), keys.added(), keys.size(), keys.counted()),
                List.of(token, times.done().toSeconds())));
    if (!Long.valueOf(1).equals(ended)) {
      log.warn(
          "The claim on the chord of group {} was lost while its body was sent, which may be sent"
              + " twice; what is kept of it expires",
          groupId);
    }
  }

  @Override
  public void failed() {
    commands.call("end chord " + groupId, Command.on(keys.size(), Protocol.Command.DEL));
  }

  /** A place in the header, which is the score; infinite where the message had none. */
  private static @Nullable Integer place(byte[] score) {
    String number = new String(score, US_ASCII);
    return number.equals("inf") ? null : (int) Double.parseDouble(number);
  }
}
