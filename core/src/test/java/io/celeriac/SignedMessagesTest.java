package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Publication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a signature of a whole message covers: nothing of it can be changed, moved or kept. */
final class SignedMessagesTest {

  private static final DeliveryInfo SHOP = new DeliveryInfo("shop", "shop", "shop", false);

  @TempDir private static Path directory;
  private static OpenSsl openSsl;

  @BeforeAll
  static void certificates() {
    openSsl = new OpenSsl(directory).signer("shop").signer("stranger");
  }

  private static SignedMessages signatures(String signer, Clock clock) {
    Settings settings =
        openSsl.settings(signer, signer + ".pem").with(Setting.CELERIAC_SIGNATURE, "require");
    return SignedMessages.of(settings, MessageSecurity.of(settings, clock), clock);
  }

  private static SignedMessages now() {
    return signatures("shop", Clock.systemUTC());
  }

  private static SignedMessages later(Duration time) {
    return signatures("shop", Clock.offset(Clock.systemUTC(), time));
  }

  private static Map<String, @Nullable Object> headers(String id) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("lang", "java");
    headers.put("task", "shop.pay");
    headers.put("id", id);
    headers.put("eta", null);
    headers.put("expires", "2099-01-01T00:00:00+00:00");
    headers.put("retries", 0);
    headers.put("timelimit", Arrays.asList(10.5, null));
    headers.put("stamped_headers", List.of("tenant"));
    headers.put("stamps", Map.of("tenant", "acme"));
    headers.put("ignore_result", false);
    headers.put("colour", "red");
    return headers;
  }

  private static Message message(Map<String, @Nullable Object> headers, String body) {
    return new Message(
        body.getBytes(StandardCharsets.UTF_8),
        "application/json",
        "utf-8",
        headers,
        MessageProperties.of().withCorrelationId("id-1").withReplyTo("replies"));
  }

  private static Message signed(Message message) {
    return now().sign(new Publication(message, "", "shop"), Optional.empty()).message();
  }

  private static Message signed() {
    return signed(message(headers("id-1"), "[[1], {}, {}]"));
  }

  private static Message with(Message message, Map<String, @Nullable Object> headers) {
    return new Message(
        message.body(),
        message.contentType(),
        message.contentEncoding(),
        headers,
        message.properties());
  }

  private static Message with(Message message, String header, @Nullable Object value) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    headers.put(header, value);
    return with(message, headers);
  }

  @Test
  void a_signed_message_counts_in_its_queue_and_nowhere_else() {
    Message signed = signed();

    assertThat(now().refusal(signed, SHOP)).isEmpty();
    assertThat(now().refusal(signed, new DeliveryInfo("shop", "shop", "bank", false)))
        .hasValueSatisfying(why -> assertThat(why).contains("its signature by 'shop "));
  }

  @Test
  void a_message_to_a_topic_exchange_counts_with_its_key_in_any_queue() {
    Queue topic =
        Queue.of("a", new Exchange("news", ExchangeType.TOPIC, true, false, Map.of()), "a.*");
    Message signed =
        now()
            .sign(
                new Publication(message(headers("id-1"), "[]"), "news", "a.b"), Optional.of(topic))
            .message();

    assertThat(now().refusal(signed, new DeliveryInfo("news", "a.b", "q", false))).isEmpty();
    assertThat(now().refusal(signed, new DeliveryInfo("news", "a.c", "q", false))).isPresent();
    assertThat(now().refusal(signed, new DeliveryInfo("olds", "a.b", "q", false))).isPresent();
  }

  @Test
  void not_one_byte_of_the_body_can_be_another() {
    Message signed = signed();
    for (int i = 0; i < signed.body().length; i++) {
      byte[] body = signed.body().clone();
      body[i] ^= 1;
      Message other =
          new Message(
              body,
              signed.contentType(),
              signed.contentEncoding(),
              signed.headers(),
              signed.properties());
      assertThat(now().refusal(other, SHOP)).as("byte %d", i).isPresent();
    }
  }

  @Test
  void not_one_byte_of_the_signature_can_be_another() {
    Message signed = signed();
    String header = String.valueOf(signed.headers().get(SignedMessages.HEADER));
    SignedMessages reading = now();
    for (int i = 0; i < header.length(); i++) {
      for (int bit = 0; bit < 7; bit++) {
        char[] other = header.toCharArray();
        other[i] ^= (char) (1 << bit);
        assertThat(reading.refusal(with(signed, SignedMessages.HEADER, new String(other)), SHOP))
            .as("bit %d of character %d", bit, i)
            .isPresent();
      }
    }
  }

  @Test
  void no_header_can_be_another_or_go_or_come() {
    Message signed = signed();
    for (String name : List.copyOf(signed.headers().keySet())) {
      Map<String, @Nullable Object> without = new LinkedHashMap<>(signed.headers());
      without.remove(name);
      assertThat(now().refusal(with(signed, without), SHOP)).as("without %s", name).isPresent();
      assertThat(now().refusal(with(signed, name, "other"), SHOP)).as("other %s", name).isPresent();
    }
    assertThat(now().refusal(with(signed, "compression", "application/x-gzip"), SHOP)).isPresent();
    assertThat(now().refusal(with(signed, "x-tenant", "acme"), SHOP)).isPresent();
  }

  @Test
  void no_property_that_means_something_can_be_another() {
    Message signed = signed();
    List<Message> others = new ArrayList<>();
    for (MessageProperties properties :
        List.of(
            signed.properties().withReplyTo("elsewhere"),
            signed.properties().withReplyTo(null),
            signed.properties().withCorrelationId("id-2"))) {
      others.add(
          new Message(
              signed.body(),
              signed.contentType(),
              signed.contentEncoding(),
              signed.headers(),
              properties));
    }
    others.add(
        new Message(
            signed.body(), "application/x-yaml", "utf-8", signed.headers(), signed.properties()));
    others.add(
        new Message(
            signed.body(), "application/json", "latin-1", signed.headers(), signed.properties()));
    assertThat(others).allSatisfy(other -> assertThat(now().refusal(other, SHOP)).isPresent());
  }

  @Test
  void the_headers_of_two_signed_messages_cannot_be_swapped() {
    Message one = signed();
    Message two = signed(message(headers("id-2"), "[[2], {}, {}]"));

    assertThat(now().refusal(with(one, two.headers()), SHOP)).isPresent();
    assertThat(now().refusal(with(two, one.headers()), SHOP)).isPresent();
    assertThat(
            now()
                .refusal(
                    with(one, SignedMessages.HEADER, two.headers().get(SignedMessages.HEADER)),
                    SHOP))
        .isPresent();
  }

  @Test
  void what_a_broker_adds_and_how_it_writes_numbers_changes_nothing() {
    Message signed = signed(message(headers("id-1"), "[]"));
    Message arrived = with(signed, "redelivered", true);
    arrived = with(arrived, "x-delivery-count", 3L);
    arrived = with(arrived, "x-death", List.of(Map.of("count", 1L)));
    arrived = with(arrived, "x-first-death-reason", "rejected");
    arrived = with(arrived, "retries", 0L);
    arrived = with(arrived, "timelimit", Arrays.asList(10.5f, null));

    assertThat(now().refusal(arrived, SHOP)).isEmpty();
    assertThat(now().refusal(with(arrived, "timelimit", Arrays.asList(10.25, null)), SHOP))
        .isPresent();
  }

  @Test
  void a_message_counts_until_its_window_is_over() {
    Message signed = signed();

    assertThat(later(Duration.ofHours(23)).refusal(signed, SHOP)).isEmpty();
    assertThat(later(Duration.ofHours(25)).refusal(signed, SHOP))
        .hasValueSatisfying(why -> assertThat(why).contains("longer ago than PT24H"));
    assertThat(later(Duration.ofMinutes(-4)).refusal(signed, SHOP)).isEmpty();
    assertThat(later(Duration.ofMinutes(-6)).refusal(signed, SHOP))
        .hasValueSatisfying(why -> assertThat(why).contains("in the future"));
  }

  @Test
  void a_message_that_waits_for_its_time_counts_until_its_window_after_that() {
    Map<String, @Nullable Object> headers = headers("id-1");
    headers.put(
        "eta",
        OffsetDateTime.ofInstant(Instant.now().plus(Duration.ofDays(10)), ZoneOffset.UTC)
            .toString());
    Message signed = signed(message(headers, "[]"));

    assertThat(later(Duration.ofDays(10)).refusal(signed, SHOP)).isEmpty();
    assertThat(later(Duration.ofDays(12)).refusal(signed, SHOP)).isPresent();
  }

  @Test
  void a_strangers_signature_and_none_at_all_are_refused() {
    Message plain = message(headers("id-1"), "[]");
    Message ofStranger =
        signatures("stranger", Clock.systemUTC())
            .sign(new Publication(plain, "", "shop"), Optional.empty())
            .message();

    assertThat(now().refusal(ofStranger, SHOP))
        .hasValueSatisfying(why -> assertThat(why).contains("not in security_cert_store"));
    assertThat(now().refusal(plain, SHOP))
        .hasValueSatisfying(why -> assertThat(why).contains("it is not signed"));
  }

  @Test
  void a_command_is_no_task_and_a_task_no_command() {
    Message command = now().signCommand(message(Map.of("clock", 1), "{}"), "celery.pidbox");

    assertThat(now().refusalOfCommand(command, "celery.pidbox")).isEmpty();
    assertThat(now().refusalOfCommand(command, "other.pidbox")).isPresent();
    assertThat(now().refusal(command, SHOP)).isPresent();
    assertThat(now().refusalOfCommand(signed(), "celery.pidbox")).isPresent();
    assertThat(later(Duration.ofMinutes(6)).refusalOfCommand(command, "celery.pidbox"))
        .hasValueSatisfying(why -> assertThat(why).contains("PT5M"));
  }

  @Test
  void who_only_signs_refuses_nothing_and_who_does_neither_changes_nothing() {
    Settings keys = openSsl.settings("shop", "shop.pem");
    Message plain = message(headers(UUID.randomUUID().toString()), "[]");
    for (String mode : List.of("off", "sign")) {
      Settings settings = keys.with(Setting.CELERIAC_SIGNATURE, mode);
      SignedMessages signatures =
          SignedMessages.of(
              settings, MessageSecurity.of(settings, Clock.systemUTC()), Clock.systemUTC());
      Message sent =
          signatures.sign(new Publication(plain, "", "shop"), Optional.empty()).message();
      assertThat(signatures.refusal(plain, SHOP)).isEmpty();
      assertThat(sent.headers().containsKey(SignedMessages.HEADER)).isEqualTo(mode.equals("sign"));
      assertThat(now().refusal(sent, SHOP).isEmpty()).isEqualTo(mode.equals("sign"));
    }
  }
}
