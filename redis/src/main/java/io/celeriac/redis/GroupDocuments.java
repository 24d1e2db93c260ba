package io.celeriac.redis;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ResultCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Saved groups and the parts of chords as bytes: {@code {"result": tuple}}, and {@code [1, id,
 * state, result]}.
 */
record GroupDocuments(ResultCodec codec) {
  private static final int PART_MEMBERS = 4;

  byte[] encode(ResultTuple group) {
    return codec.encodeValue(Map.of("result", group.toWire()));
  }

  /**
   * The group of some bytes.
   *
   * @throws DecodeException when they are no saved group
   */
  ResultTuple decode(String groupId, byte[] bytes) {
    Object value = codec.decodeValue(bytes);
    if (value instanceof Map<?, ?> members && ResultTuple.is(members.get("result"))) {
      return ResultTuple.fromWire(members.get("result"));
    }
    throw new DecodeException(
        "What is saved for group %s must be {\"result\": [[id, parent], members]}, but is %s"
            .formatted(groupId, value));
  }

  byte[] encode(ChordPart part) {
    return codec.encodeValue(Arrays.asList(1L, part.taskId(), part.state(), part.result()));
  }

  /**
   * The part of some bytes.
   *
   * @param groupIndex its place in the header, where that is known
   * @throws DecodeException when they are no part
   */
  ChordPart decodePart(String groupId, @Nullable Integer groupIndex, byte[] bytes) {
    Object value = codec.decodeValue(bytes);
    if (value instanceof List<?> members
        && members.size() == PART_MEMBERS
        && members.get(1) instanceof String taskId
        && members.get(2) instanceof String state) {
      return new ChordPart(groupId, taskId, groupIndex, state, members.get(3));
    }
    throw new DecodeException(
        "A part of the chord of group %s must be [1, id, state, result], but is %s"
            .formatted(groupId, value));
  }
}
