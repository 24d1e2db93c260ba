package io.celeriac.beat;

import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Leaves values as they are. */
final class PlainConverter implements ValueConverter {
  @Override
  public @Nullable Object toWire(@Nullable Object value) {
    return value;
  }

  @Override
  public @Nullable Object fromWire(@Nullable Object value, Type type) {
    return value;
  }

  @Override
  public @Nullable Object fromJson(String json, Type type) {
    throw new UnsupportedOperationException("no test needs it");
  }
}
