package io.celeriac;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.IsoTime;
import io.celeriac.protocol.Message;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.MessageVerifier;
import io.celeriac.spi.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Signs whole messages between peers of ours, and verifies them, as {@code celeriac_signature}
 * says: body, headers, queue and time, where Celery's own {@code auth} covers the body only. The
 * signature is one more header, which stock peers do not look at. docs/signing.md tells what it
 * covers. Immutable.
 */
final class SignedMessages implements MessageVerifier {

  static final String HEADER = "celeriac-signature";

  private static final Duration CLOCKS_APART = Duration.ofMinutes(5);
  private static final int PARTS = 5;

  private final Optional<MessageSecurity> keys;
  private final boolean required;
  private final Duration window;
  private final Duration commandWindow;
  private final Clock clock;

  private SignedMessages(
      Optional<MessageSecurity> keys,
      boolean required,
      Duration window,
      Duration commandWindow,
      Clock clock) {
    this.keys = keys;
    this.required = required;
    this.window = window;
    this.commandWindow = commandWindow;
    this.clock = clock;
  }

  /** By the settings; signs and asks for nothing where they do not say so. */
  static SignedMessages of(Settings settings, Optional<MessageSecurity> keys, Clock clock) {
    String mode = settings.get(Setting.CELERIAC_SIGNATURE);
    Duration window = settings.get(Setting.CELERIAC_SIGNATURE_WINDOW);
    Duration ttl = settings.get(Setting.CONTROL_QUEUE_TTL);
    return new SignedMessages(
        mode.equals("off") ? Optional.empty() : keys,
        mode.equals("require"),
        window,
        ttl.compareTo(window) < 0 ? ttl : window,
        clock);
  }

  @Override
  public boolean required() {
    return required;
  }

  /** A task's message, for the queue it goes to, or, where that is not known, for its exchange. */
  Publication sign(Publication publication, Optional<Queue> queue) {
    if (keys.isEmpty()) {
      return publication;
    }
    String destination =
        publication.exchange().isEmpty()
            ? toQueue(publication.routingKey())
            : queue
                .filter(each -> each.exchange().type() == ExchangeType.DIRECT)
                .map(each -> toQueue(each.name()))
                .orElse(toExchange(publication.exchange(), publication.routingKey()));
    return new Publication(
        sign(publication.message(), destination), publication.exchange(), publication.routingKey());
  }

  /** A command, or the answer to one, of an exchange. */
  Message signCommand(Message message, String exchange) {
    return keys.isEmpty() ? message : sign(message, toControl(exchange));
  }

  private Message sign(Message message, String destination) {
    Signer signer = keys.orElseThrow().signer();
    long millis = clock.millis();
    String serial = UUID.randomUUID().toString();
    byte[] signature =
        signer.sign(SignedContent.of(message, destination, signer.id(), millis, serial));
    Header header = new Header(Instant.ofEpochMilli(millis), serial, signer.id(), signature);
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    headers.put(HEADER, header.written());
    return new Message(
        message.body(),
        message.contentType(),
        message.contentEncoding(),
        headers,
        message.properties());
  }

  @Override
  public Optional<String> refusal(Message message, DeliveryInfo info) {
    return required
        ? refusal(
            message, window, toQueue(info.queue()), toExchange(info.exchange(), info.routingKey()))
        : Optional.empty();
  }

  /** Why a command, or the answer to one, is refused. */
  Optional<String> refusalOfCommand(Message message, String exchange) {
    return required ? refusal(message, commandWindow, toControl(exchange)) : Optional.empty();
  }

  private Optional<String> refusal(Message message, Duration lifetime, String... destinations) {
    try {
      Header header = Header.of(message.headers());
      checkTime(header, message, lifetime);
      verify(header, message, destinations);
      return Optional.empty();
    } catch (DecodeException e) {
      return Optional.of("celeriac_signature is require, and " + e.getMessage());
    }
  }

  private void checkTime(Header header, Message message, Duration lifetime) {
    Instant now = clock.instant();
    if (header.signedAt().isAfter(now.plus(CLOCKS_APART))) {
      throw new DecodeException(
          "it was signed at %s, which is in the future; is a clock wrong?"
              .formatted(header.signedAt()));
    }
    if (until(header, message.headers(), lifetime).isBefore(now)) {
      throw new DecodeException(
          "it was signed at %s, which is longer ago than %s (celeriac_signature_window; for commands"
                  .formatted(header.signedAt(), lifetime)
              + " control_queue_ttl, if that is shorter)");
    }
  }

  /** A task with an ETA waits for it, and is not old until then. */
  private static Instant until(
      Header header, Map<String, @Nullable Object> headers, Duration lifetime) {
    Instant from = header.signedAt();
    if (headers.get("eta") instanceof String eta) {
      try {
        Instant due = IsoTime.parse(eta);
        from = due.isAfter(from) ? due : from;
      } catch (DateTimeException | IllegalArgumentException _) {
        return from.plus(lifetime); // malformed, as will be found later
      }
    }
    return from.plus(lifetime);
  }

  private void verify(Header header, Message message, String... destinations) {
    DecodeException wrong = new DecodeException("it has no destination");
    for (String destination : destinations) {
      try {
        keys.orElseThrow()
            .certificates()
            .verify(
                header.signer(),
                SignedContent.of(
                    message,
                    destination,
                    header.signer(),
                    header.signedAt().toEpochMilli(),
                    header.serial()),
                header.signature());
        return;
      } catch (DecodeException e) {
        wrong = e;
      }
    }
    throw wrong;
  }

  @Override
  public Optional<Signed> signed(Map<String, @Nullable Object> headers) {
    if (!required || headers.get(HEADER) == null) {
      return Optional.empty();
    }
    try {
      Header header = Header.of(headers);
      return Optional.of(new Signed(header.serial(), until(header, headers, window)));
    } catch (DecodeException _) {
      return Optional.empty();
    }
  }

  private static String toQueue(String queue) {
    return "queue " + queue;
  }

  private static String toExchange(String exchange, String routingKey) {
    return "exchange " + exchange.length() + " " + exchange + " " + routingKey;
  }

  private static String toControl(String exchange) {
    return "control " + exchange;
  }

  /** The header, taken apart: version, when, which, by whom, and the signature. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Header(Instant signedAt, String serial, String signer, byte[] signature) {

    static Header of(Map<String, @Nullable Object> headers) {
      if (!(headers.get(HEADER) instanceof String text)) {
        throw new DecodeException("it has no header " + HEADER + ": it is not signed");
      }
      String[] parts = text.split("\\.", -1);
      if (parts.length != PARTS || !parts[0].equals("1")) {
        throw new DecodeException("its header " + HEADER + " is not of a form that is known here");
      }
      try {
        Header header =
            new Header(
                Instant.ofEpochMilli(Long.parseLong(parts[1])),
                parts[2],
                new String(Base64.getUrlDecoder().decode(parts[3]), StandardCharsets.UTF_8),
                Base64.getUrlDecoder().decode(parts[4]));
        if (header.written().equals(text)) {
          return header;
        }
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new DecodeException("its header " + HEADER + " is malformed", e);
      }
      throw new DecodeException("its header " + HEADER + " is not written as a signer writes it");
    }

    String written() {
      Base64.Encoder base64 = Base64.getUrlEncoder();
      return String.join(
          ".",
          "1",
          Long.toString(signedAt.toEpochMilli()),
          serial,
          base64.encodeToString(signer.getBytes(StandardCharsets.UTF_8)),
          base64.encodeToString(signature));
    }
  }
}
