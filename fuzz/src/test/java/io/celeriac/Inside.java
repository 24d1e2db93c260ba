package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Clock;
import java.util.List;

/** Opens what hostile input reaches, but applications do not see. */
public final class Inside {

  private Inside() {}

  /** What a worker gets of an app. */
  public static WorkerEnvironment environment(Celery app) {
    return app.environment();
  }

  /** The form of results, by some settings. */
  public static ResultCodec results(Settings settings) {
    return new ResultDocuments(settings, Serializers.installed(), Compressors.installed());
  }

  /** The events of a message. */
  public static List<Event> events(Message message, AcceptContent accept) {
    return new EventDecoder(
            Serializers.installed(),
            accept,
            DecodeLimits.DEFAULTS,
            Clock.systemUTC(),
            new LamportClock(),
            "")
        .decode(message);
  }
}
