package io.celeriac.codecs;

import io.celeriac.protocol.BodyText;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Serializer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Celery's {@code yaml}: what PyYAML's {@code safe_dump} writes and {@code safe_load} reads. That
 * is YAML 1.1, where {@code yes} is true and {@code 017} fifteen, on top of a parser for YAML 1.2;
 * the two differ in what plain scalars mean, which is decided here. Immutable.
 */
public final class YamlSerializer implements Serializer {
  /** Each makes the parser start over. */
  private static final int MAX_REPAIRS = 100;

  private static final int SMALLEST_BUFFER = 1024;

  private final DecodeLimits limits;
  private final DumpSettings dumping;

  /** Makes one; used by {@link java.util.ServiceLoader}. */
  public YamlSerializer() {
    this(DecodeLimits.DEFAULTS);
  }

  private YamlSerializer(DecodeLimits limits) {
    this.limits = limits;
    this.dumping =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setUseUnicodeEncoding(false)
            .build();
  }

  @Override
  public String name() {
    return "yaml";
  }

  @Override
  public String contentType() {
    return "application/x-yaml";
  }

  @Override
  public String contentEncoding() {
    return "utf-8";
  }

  @Override
  public byte[] encode(@Nullable Object value) {
    YamlWriter writer = new YamlWriter();
    writer.document(value);
    return new Present(dumping).emitToString(writer.events()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable Object decode(byte[] body, @Nullable String contentEncoding) {
    String text = BodyText.of(body, contentEncoding);
    try {
      for (int repairs = 0; repairs < MAX_REPAIRS; repairs++) {
        try {
          return read(text);
        } catch (ScannerException e) {
          text = YamlEscapes.repaired(text, e).orElseThrow(() -> e);
        }
      }
      return read(text);
    } catch (YamlEngineException | DateTimeException | IllegalArgumentException e) {
      throw new DecodeException("not YAML: " + e.getMessage(), e);
    }
  }

  private @Nullable Object read(String text) {
    LoadSettings loading =
        LoadSettings.builder()
            .setCodePointLimit(limits.maxDecompressedBytes())
            // Of a long scalar the parser copies all that it has each time it reads on.
            .setBufferSize(Math.max(SMALLEST_BUFFER, text.length() / 16))
            .build();
    return new YamlReader(new Parse(loading).parseString(text).iterator(), limits).document();
  }

  @Override
  public Serializer limitedTo(DecodeLimits newLimits) {
    return new YamlSerializer(newLimits);
  }
}
