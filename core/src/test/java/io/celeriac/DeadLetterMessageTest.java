package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.DeadLetter.Content;
import io.celeriac.DeadLetter.Death;
import io.celeriac.DeadLetter.Reason;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Republication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadLetterMessageTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00.123456Z");
  private static final Death DEATH =
      new Death(Reason.UNKNOWN_TASK, "no task", "w@test", 2, "shop.pay", "id-1");

  private record Arrived(Message message, @Nullable String wrong, boolean complete)
      implements Delivery {
    @Override
    public DeliveryInfo info() {
      return new DeliveryInfo("mail", "mail.new", "letters", true);
    }

    @Override
    public Optional<String> defect() {
      return Optional.ofNullable(wrong);
    }

    @Override
    public boolean stale() {
      return false;
    }

    @Override
    public boolean ack() {
      return true;
    }

    @Override
    public boolean reject(boolean requeue) {
      return true;
    }
  }

  private static Message message(Map<String, Object> headers, MessageProperties properties) {
    return new Message(
        "[[], {}, {}]".getBytes(StandardCharsets.UTF_8),
        "application/json",
        "utf-8",
        headers,
        properties);
  }

  private static Message dead(Message message) {
    return DeadLetterMessage.of(
        new Arrived(message, null, true), DEATH, "key", NOW, Duration.ofDays(14));
  }

  @Test
  void what_is_read_is_what_there_was() {
    Message original =
        message(
            Map.of("task", "shop.pay", "id", "id-1"),
            new MessageProperties("id-1", "reply", 7, 1, "60000", Map.of("message_id", "m")));
    DeadLetter letter = DeadLetterMessage.read(dead(original));
    assertThat(letter)
        .isEqualTo(
            new DeadLetter(
                "key", DEATH, NOW, "letters", "mail", "mail.new", Content.WHOLE, original));
  }

  @Test
  void it_outlives_what_would_end_or_scatter_it() {
    MessageProperties kept =
        dead(message(Map.of(), new MessageProperties(null, null, 7, 1, "60000", Map.of())))
            .properties();
    assertThat(kept.priority()).isNull();
    assertThat(kept.deliveryMode()).isEqualTo(MessageProperties.PERSISTENT);
    assertThat(kept.expiration()).isEqualTo("1209600000");
  }

  @Test
  void what_a_broker_would_obey_does_not_go_out_again() {
    Message original =
        message(
            Map.of(
                "CC",
                List.of("elsewhere"),
                "x-delivery-count",
                3,
                "redelivered",
                true,
                "x-celeriac-deliveries",
                4,
                "task",
                "shop.pay"),
            MessageProperties.of().withOther("user_id", "somebody").withOther("app_id", "a"));
    Message dead = dead(original);
    assertThat(dead.headers()).containsOnlyKeys("task", "celeriac_dead_letter");
    assertThat(dead.properties().others()).containsOnlyKeys("app_id");
    assertThat(Republication.sendable(original).headers())
        .containsOnlyKeys("task", "x-celeriac-deliveries");
  }

  @Test
  void an_entry_that_was_no_message_is_kept_as_bytes() {
    Message raw = new Message(new byte[] {1, 2}, null, null, Map.of(), MessageProperties.of());
    Message dead = DeadLetterMessage.of(new Arrived(raw, "no JSON", true), DEATH, "key", NOW, null);
    assertThat(dead.contentType()).isEqualTo("application/vnd.celeriac.raw");
    assertThat(dead.properties().expiration()).isNull();
    DeadLetter letter = DeadLetterMessage.read(dead);
    assertThat(letter.content()).isEqualTo(Content.RAW);
    assertThat(letter.message()).isEqualTo(raw);
  }

  @Test
  void headers_that_do_not_travel_again_are_kept_as_text() {
    DeadLetter letter =
        DeadLetterMessage.read(
            DeadLetterMessage.withoutHeaders(
                dead(message(Map.of("strange", 1), MessageProperties.of()))));
    assertThat(letter.content()).isEqualTo(Content.WITHOUT_HEADERS);
    assertThat(letter.death().detail()).isEqualTo("no task; its headers were {strange=1}");
    assertThat(letter.message().headers()).isEmpty();
  }

  @Test
  void long_texts_are_cut() {
    Death death = new Death(Reason.MALFORMED, "x".repeat(9_000), "w", 1, "y".repeat(9_000), null);
    Message dead =
        DeadLetterMessage.of(
            new Arrived(message(Map.of(), MessageProperties.of()), null, true),
            death,
            "key",
            NOW,
            null);
    assertThat(String.valueOf(dead.headers().get("celeriac_dead_letter"))).hasSizeLessThan(5_000);
  }

  @Test
  void what_a_broker_has_put_there_is_known_by_its_headers() {
    Message message =
        message(
            Map.of(
                "x-first-death-queue", "letters",
                "x-first-death-exchange", "mail",
                "x-first-death-reason", "rejected",
                "task", "shop.pay",
                "id", "id-1"),
            MessageProperties.of());
    DeadLetter letter = DeadLetterMessage.read(message);
    assertThat(letter.death())
        .isEqualTo(new Death(Reason.FOREIGN, "rejected", "", 1, "shop.pay", "id-1"));
    assertThat(letter.queue()).isEqualTo("letters");
    assertThat(letter.key()).hasSize(8).isEqualTo(DeadLetterMessage.read(message).key());
    assertThat(letter.message()).isEqualTo(message);
  }

  @Test
  void a_table_full_of_nonsense_is_read_all_the_same() {
    DeadLetter letter =
        DeadLetterMessage.read(
            message(
                Map.of(
                    "celeriac_dead_letter",
                    Map.of("time", 7, "reason", List.of(), "attempts", "x", "content", 1)),
                MessageProperties.of()));
    assertThat(letter.death().reason()).isEqualTo(Reason.ERROR);
    assertThat(letter.time()).isEqualTo(Instant.EPOCH);
    assertThat(letter.content()).isEqualTo(Content.WHOLE);
    assertThat(letter.queue()).isEmpty();
  }
}
