package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.MessageVerifier;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
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

  /** The dead letter that a message is. */
  public static DeadLetter deadLetter(Message message) {
    return DeadLetterMessage.read(message);
  }

  /** The result in a message of rpc. */
  public static ResultDocument reply(Message message, AcceptContent accept) {
    Serializers serializers = Serializers.installed();
    Settings settings = Settings.defaults();
    return new RpcMessages(
            results(settings),
            serializers.named("json"),
            serializers,
            Compressors.installed(),
            DecodeLimits.DEFAULTS,
            accept,
            false)
        .decode(message);
  }

  /** All serializers, and the one that signs, by the keys of these settings. */
  public static Serializers serializers(Settings settings) {
    return MessageSecurity.serializers(settings, Clock.systemUTC());
  }

  /** What looks at the signatures of messages. */
  public static MessageVerifier verifier(Settings settings, Clock clock) {
    return SignedMessages.of(settings, MessageSecurity.of(settings, clock), clock);
  }
}
