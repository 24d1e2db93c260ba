package io.celeriac.spi;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.protocol.DecodeLimits;

/** What an app's settings allow one message or result to cost: {@code celeriac_max_…}. */
public final class MessageLimits {

  private MessageLimits() {}

  /**
   * The limits that apply to tasks, results, events and commands alike.
   *
   * @throws SettingException when one of the settings is out of range
   */
  public static DecodeLimits of(Settings settings) {
    return new DecodeLimits(
        settings.get(Setting.CELERIAC_MAX_BODY_BYTES),
        settings.get(Setting.CELERIAC_MAX_DECOMPRESSED_BYTES),
        settings.get(Setting.CELERIAC_MAX_COMPRESSION_RATIO),
        DecodeLimits.DEFAULTS.freeDecompressedBytes(),
        settings.get(Setting.CELERIAC_MAX_NESTING),
        DecodeLimits.DEFAULTS.maxNumberLength(),
        settings.get(Setting.CELERIAC_MAX_VALUES));
  }
}
