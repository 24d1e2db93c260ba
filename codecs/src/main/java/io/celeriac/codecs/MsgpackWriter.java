package io.celeriac.codecs;

import io.celeriac.protocol.EncodeException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;

/** Writes one value as MessagePack. */
final class MsgpackWriter {
  private static final int MAX_DEPTH = 500;

  private final MessageBufferPacker packer;
  private int depth;

  MsgpackWriter(MessageBufferPacker packer) {
    this.packer = packer;
  }

  void write(@Nullable Object value) throws IOException {
    switch (value) {
      case null -> packer.packNil();
      case String text -> packer.packString(text);
      case Boolean bool -> packer.packBoolean(bool);
      case Integer number -> packer.packInt(number);
      case Long number -> packer.packLong(number);
      case Short number -> packer.packShort(number);
      case Byte number -> packer.packByte(number);
      case BigInteger number -> integer(number);
      case Double number -> packer.packDouble(number);
      case Float number -> packer.packDouble(Double.parseDouble(number.toString()));
      case byte[] bytes -> {
        packer.packBinaryHeader(bytes.length);
        packer.writePayload(bytes);
      }
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      default ->
          throw new EncodeException(
              value.getClass().getName()
                  + " has no form in MessagePack; convert it, or use the serializer json or yaml");
    }
  }

  private void integer(BigInteger number) throws IOException {
    // Down to -2^63 and up to 2^64-1.
    if (number.bitLength() > (number.signum() < 0 ? 63 : 64)) {
      throw new EncodeException("an integer of more than 64 bits has no form in MessagePack");
    }
    packer.packBigInteger(number);
  }

  private void list(List<?> list) throws IOException {
    enter();
    packer.packArrayHeader(list.size());
    int index = 0;
    for (Object element : list) {
      try {
        write(element);
      } catch (EncodeException e) {
        throw e.at(index);
      }
      index++;
    }
    depth--;
  }

  private void map(Map<?, ?> map) throws IOException {
    enter();
    packer.packMapHeader(map.size());
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!(member.getKey() instanceof String key)) {
        throw new EncodeException(
            "a key of a mapping must be text, since Python reads no other from MessagePack, but is "
                + member.getKey());
      }
      packer.packString(key);
      try {
        write(member.getValue());
      } catch (EncodeException e) {
        throw e.at(key);
      }
    }
    depth--;
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new EncodeException(
          "values are nested deeper than " + MAX_DEPTH + "; does one contain itself?");
    }
  }
}
