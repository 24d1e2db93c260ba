package io.celeriac.jdbc;

import io.celeriac.protocol.IsoTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times as SQLAlchemy keeps them where a database has only text: always with six digits. */
final class TimeText {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private TimeText() {}

  static String of(LocalDateTime time) {
    return FORM.format(time);
  }

  static @Nullable LocalDateTime read(@Nullable String text) {
    return text == null ? null : LocalDateTime.ofInstant(IsoTime.parse(text), ZoneOffset.UTC);
  }
}
