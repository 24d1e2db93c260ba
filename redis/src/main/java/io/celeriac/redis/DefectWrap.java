package io.celeriac.redis;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.util.Map;

/**
 * Puts an envelope around an item that is none, so that it can be reserved and put back like any
 * other, and a stock worker that comes across it survives. {@link EnvelopeReader} takes it off
 * again.
 */
final class DefectWrap {
  private final JsonSerializer json;
  private final EnvelopeWriter writer;

  DefectWrap(JsonSerializer json) {
    this.json = json;
    this.writer = new EnvelopeWriter(json, "base64");
  }

  /** The value for the hash of reserved messages. */
  byte[] value(byte[] item, String queue, String tag, String defect) {
    Message message =
        new Message(
            item,
            "application/octet-stream",
            "binary",
            Map.of(EnvelopeReader.DEFECT_HEADER, defect),
            MessageProperties.of());
    return StoredMessage.value(
        writer.write(message, "", queue, tag), json.encode(""), json.encode(queue));
  }
}
