package io.celeriac.codecs;

import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.IsoTime;
import io.celeriac.protocol.PythonRepr;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;

/**
 * Turns one value into the events of a YAML document, as PyYAML's {@code safe_dump} does: block
 * style, sorted keys, and quotes around text that YAML 1.1 would take for something else.
 */
final class YamlWriter {
  private static final int MAX_DEPTH = 500;
  private static final byte[] NEWLINE = {'\n'};

  private final List<Event> events = new ArrayList<>();
  private int depth;

  Iterator<Event> events() {
    return events.iterator();
  }

  void document(@Nullable Object value) {
    events.add(new StreamStartEvent());
    events.add(new DocumentStartEvent(false, Optional.empty(), Map.of()));
    write(value);
    events.add(new DocumentEndEvent(false));
    events.add(new StreamEndEvent());
  }

  private void write(@Nullable Object value) {
    switch (value) {
      case null -> plain("null");
      case String text -> text(text);
      case Boolean bool -> plain(bool.toString());
      case Integer _, Long _, Short _, Byte _, BigInteger _ -> plain(value.toString());
      case Double number -> plain(floating(number));
      case Float number -> plain(floating(Double.parseDouble(number.toString())));
      case byte[] bytes -> binary(bytes);
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      default -> plain(time(value));
    }
  }

  private static String time(Object value) {
    try {
      return switch (value) {
        case Instant time -> time(time.atOffset(ZoneOffset.UTC));
        case ZonedDateTime time -> time(time.toOffsetDateTime());
        case OffsetDateTime time -> time(time);
        case LocalDateTime time -> IsoTime.format(time).replace('T', ' ');
        case LocalDate date -> IsoTime.format(date);
        default ->
            throw new EncodeException(
                value.getClass().getName()
                    + " has no form in YAML; convert it, or use the serializer json");
      };
    } catch (DateTimeException e) {
      throw new EncodeException("" + e.getMessage(), e);
    }
  }

  private static String time(OffsetDateTime time) {
    // A YAML timestamp has no place for an offset's seconds.
    boolean wholeMinutes = time.getOffset().getTotalSeconds() % 60 == 0;
    OffsetDateTime written = wholeMinutes ? time : time.withOffsetSameInstant(ZoneOffset.UTC);
    return IsoTime.format(written).replace('T', ' ');
  }

  private static String floating(double number) {
    if (Double.isNaN(number)) {
      return ".nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? ".inf" : "-.inf";
    }
    String python = PythonRepr.of(number);
    return python.contains(".") ? python : python.replace("e", ".0e");
  }

  private void plain(String text) {
    scalar(Optional.empty(), new ImplicitTuple(true, false), text, ScalarStyle.PLAIN);
  }

  private void text(String text) {
    boolean plain = YamlScalars.kindOf(text) == YamlScalars.Kind.TEXT;
    scalar(Optional.empty(), new ImplicitTuple(plain, true), text, ScalarStyle.PLAIN);
  }

  private void binary(byte[] bytes) {
    String base64 =
        new String(Base64.getMimeEncoder(76, NEWLINE).encode(bytes), StandardCharsets.US_ASCII);
    scalar(
        Optional.of("tag:yaml.org,2002:binary"),
        new ImplicitTuple(false, false),
        base64 + "\n",
        ScalarStyle.LITERAL);
  }

  private void scalar(
      Optional<String> tag, ImplicitTuple implicit, String text, ScalarStyle style) {
    events.add(new ScalarEvent(Optional.empty(), tag, implicit, text, style));
  }

  private void list(List<?> list) {
    enter();
    events.add(new SequenceStartEvent(Optional.empty(), Optional.empty(), true, FlowStyle.BLOCK));
    int index = 0;
    for (Object element : list) {
      try {
        write(element);
      } catch (EncodeException e) {
        throw e.at(index);
      }
      index++;
    }
    events.add(new SequenceEndEvent());
    depth--;
  }

  private void map(Map<?, ?> map) {
    enter();
    events.add(new MappingStartEvent(Optional.empty(), Optional.empty(), true, FlowStyle.BLOCK));
    for (Map.Entry<?, ?> member : sorted(map)) {
      key(member.getKey());
      try {
        write(member.getValue());
      } catch (EncodeException e) {
        throw e.at(String.valueOf(member.getKey()));
      }
    }
    events.add(new MappingEndEvent());
    depth--;
  }

  private void key(@Nullable Object key) {
    switch (key) {
      case null -> write(null);
      case String _, Boolean _, Integer _, Long _, BigInteger _, Double _ -> write(key);
      default ->
          throw new EncodeException(
              "a key of a mapping must be text, number, boolean or null, but one is a "
                  + key.getClass().getName());
    }
  }

  private static List<Map.Entry<?, ?>> sorted(Map<?, ?> map) {
    List<Map.Entry<?, ?>> members = new ArrayList<>(map.entrySet());
    if (map.keySet().stream().allMatch(String.class::isInstance)) {
      members.sort((a, b) ->
          Arrays.compare(
              a.getKey().toString().codePoints().toArray(),
              b.getKey().toString().codePoints().toArray()));
    }
    return members;
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new EncodeException(
          "values are nested deeper than " + MAX_DEPTH + "; does one contain itself?");
    }
  }
}
