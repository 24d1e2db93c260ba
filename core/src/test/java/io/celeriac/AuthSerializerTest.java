package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the serializer auth signs, and what it refuses. */
final class AuthSerializerTest {

  private static final Map<String, Object> VALUE = Map.of("args", List.of(1L, "zwei"));

  @TempDir private static Path directory;
  private static OpenSsl openSsl;

  @BeforeAll
  static void certificates() {
    openSsl =
        new OpenSsl(directory)
            .signer("shop")
            .signer("bank", "/C=DE/O=Bank \\+ Söhne/OU=x, y/emailAddress=a@b.example/CN=bank", 30)
            .signer("stranger")
            .signer("brief", "/CN=brief", 1);
  }

  private static Serializer auth(Settings settings, Clock clock) {
    return MessageSecurity.serializers(settings, clock).named("auth");
  }

  private static Serializer auth(String signer, String store) {
    return auth(openSsl.settings(signer, store), Clock.systemUTC());
  }

  @Test
  void what_is_signed_comes_back_for_who_trusts_the_signer() {
    byte[] signed = auth("bank", "[sb][ha]*.pem").encode(VALUE);

    assertThat(auth("shop", "[sb][ha]*.pem").decode(signed, "utf-8")).isEqualTo(VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha1", "SHA224", "sha256", "sha384", "sha512", "sha512_256", "sha3_256"})
  void every_digest_of_both_languages_signs(String digest) {
    Settings settings = openSsl.settings("shop", "shop.pem").with(Setting.SECURITY_DIGEST, digest);
    Serializer auth = auth(settings, Clock.systemUTC());

    assertThat(auth.decode(auth.encode(VALUE), null)).isEqualTo(VALUE);
  }

  @Test
  void a_signer_without_a_certificate_in_the_store_is_refused() {
    byte[] signed = auth("stranger", "stranger.pem").encode(VALUE);

    assertThatThrownBy(() -> auth("shop", "shop.pem").decode(signed, "utf-8"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("signed by 'stranger ")
        .hasMessageContaining("not in security_cert_store");
  }

  @Test
  void a_certificate_that_has_expired_since_the_start_is_refused() {
    byte[] signed = auth("brief", "brief.pem").encode(VALUE);
    Clock[] now = {Clock.systemUTC()};
    Serializer reading =
        auth(
            openSsl.settings("shop", "[sb][hr]*.pem"),
            new Clock() {
              @Override
              public ZoneOffset getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(java.time.ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return now[0].instant();
              }
            });
    assertThat(reading.decode(signed, "utf-8")).isEqualTo(VALUE);

    now[0] = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));

    assertThatThrownBy(() -> reading.decode(signed, "utf-8"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("expired at");
  }

  @Test
  void a_certificate_that_has_expired_before_the_start_is_refused_with_its_file() {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));

    assertThatThrownBy(() -> auth(openSsl.settings("shop", "[sb][hr]*.pem"), later))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("brief.pem")
        .hasMessageContaining("expired at");
  }

  @Test
  void not_one_byte_can_be_another() {
    byte[] signed = auth("shop", "shop.pem").encode(VALUE);
    Serializer reading = auth("shop", "shop.pem");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < signed.length; i++) {
      byte[] other = signed.clone();
      other[i] ^= (byte) (1 + random.nextInt(255));
      int at = i;
      assertThatThrownBy(() -> reading.decode(other, "utf-8"))
          .as("byte %d of %d, seed %d", at, signed.length, seed)
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void not_one_byte_within_can_be_another() {
    byte[] signed = Base64.getDecoder().decode(auth("shop", "shop.pem").encode(VALUE));
    Serializer reading = auth("shop", "shop.pem");
    for (int i = 0; i < signed.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] other = signed.clone();
        other[i] ^= (byte) (1 << bit);
        byte[] text = Base64.getEncoder().encode(other);
        assertThatThrownBy(() -> reading.decode(text, "utf-8"))
            .as("bit %d of byte %d of %d", bit, i, signed.length)
            .isInstanceOf(DecodeException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e30=", "{}", "AAEAAQABAAE=", "AAE"})
  void what_is_not_signed_at_all_is_refused(String text) {
    assertThatThrownBy(() ->
            auth("shop", "shop.pem").decode(text.getBytes(StandardCharsets.US_ASCII), "utf-8"))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void the_issuer_is_named_by_its_values_in_their_order() {
    assertThat(SignerCertificate.of(openSsl.file("bank.pem").toString()).id())
        .startsWith("DE Bank + Söhne x, y a@b.example bank ");
  }

  @Test
  void an_encrypted_key_of_each_form_is_read_with_its_password() {
    openSsl.run("pkcs8", "-topk8", "-in", "shop.key", "-out", "v2.key", "-passout", "pass:geheim");
    openSsl.run(
        "pkcs8",
        "-topk8",
        "-in",
        "shop.key",
        "-out",
        "des.key",
        "-passout",
        "pass:geheim",
        "-v1",
        "PBE-SHA1-3DES");
    openSsl.run(
        "rsa",
        "-aes256",
        "-in",
        "shop.key",
        "-out",
        "legacy.key",
        "-passout",
        "pass:geheim",
        "-traditional");
    openSsl.run(
        "rsa",
        "-des3",
        "-in",
        "shop.key",
        "-out",
        "legacydes.key",
        "-passout",
        "pass:geheim",
        "-traditional");
    openSsl.run(
        "pkcs8",
        "-topk8",
        "-in",
        "shop.key",
        "-out",
        "des3.key",
        "-passout",
        "pass:geheim",
        "-v2",
        "des3");
    openSsl.run(
        "pkcs8",
        "-topk8",
        "-in",
        "shop.key",
        "-out",
        "prf.key",
        "-passout",
        "pass:geheim",
        "-v2",
        "aes128",
        "-v2prf",
        "hmacWithSHA1");
    openSsl.run("rsa", "-in", "shop.key", "-out", "pkcs1.key", "-traditional");
    for (String name :
        List.of("v2.key", "des.key", "des3.key", "prf.key", "legacy.key", "legacydes.key")) {
      Settings settings =
          openSsl
              .settings("shop", "shop.pem")
              .with(Setting.SECURITY_KEY, openSsl.file(name).toString());
      Serializer auth =
          auth(settings.with(Setting.SECURITY_KEY_PASSWORD, "geheim"), Clock.systemUTC());
      assertThat(auth.decode(auth.encode(VALUE), null)).as(name).isEqualTo(VALUE);
      assertThatThrownBy(
              () -> auth(settings.with(Setting.SECURITY_KEY_PASSWORD, "falsch"), Clock.systemUTC()))
          .as(name)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("the password is another one")
          .hasMessageNotContaining("falsch");
      assertThatThrownBy(() -> auth(settings, Clock.systemUTC()))
          .as(name)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("is encrypted, and no password is given");
    }
    Settings legacy =
        openSsl
            .settings("shop", "shop.pem")
            .with(Setting.SECURITY_KEY, openSsl.file("legacy.key").toString());
    // Of these some come out with a valid padding, one in 256.
    for (int i = 0; i < 2_000; i++) {
      Settings wrong = legacy.with(Setting.SECURITY_KEY_PASSWORD, "wrong" + i);
      assertThatThrownBy(() -> auth(wrong, Clock.systemUTC()))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("the password is another one");
    }
    Settings plain =
        openSsl
            .settings("shop", "shop.pem")
            .with(Setting.SECURITY_KEY, openSsl.file("pkcs1.key").toString());
    assertThat(auth(plain, Clock.systemUTC())).isNotNull();
    assertThatThrownBy(
            () -> auth(plain.with(Setting.SECURITY_KEY_PASSWORD, "geheim"), Clock.systemUTC()))
        .hasMessageContaining("which is not encrypted");
  }

  @Test
  void a_key_that_is_not_the_certificates_is_refused() {
    Settings mixed =
        openSsl
            .settings("shop", "shop.pem")
            .with(Setting.SECURITY_KEY, openSsl.file("stranger.key").toString());

    assertThatThrownBy(() -> auth(mixed, Clock.systemUTC()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("is not that of the private key");
  }

  @Test
  void a_directory_is_a_store_of_all_its_files() {
    Path store = openSsl.file("store");
    assertThat(store.toFile().mkdir()).isTrue();
    OpenSsl within = new OpenSsl(store).run("x509", "-in", "../shop.pem", "-out", "one.crt");
    byte[] signed = auth("shop", "shop.pem").encode(VALUE);

    assertThat(auth("shop", "store").decode(signed, "utf-8")).isEqualTo(VALUE);

    within.run("x509", "-in", "../shop.pem", "-out", "two.crt");
    assertThatThrownBy(() -> auth("shop", "store")).hasMessageContaining("is there twice");
    assertThatThrownBy(() -> auth("shop", "nothing/*.pem")).hasMessageContaining("names no file");
  }

  @Test
  void a_signature_is_asked_for_and_a_setting_is_missing() {
    assertThatThrownBy(() ->
            Celery.named("x").broker("memory://").set(Setting.RESULT_SERIALIZER, "auth").build())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("result_serializer (code) asks for signed messages")
        .hasMessageContaining("security_key");
  }

  @Test
  void to_sign_and_to_accept_what_is_not_signed_is_refused() {
    Settings settings = openSsl.settings("shop", "shop.pem");
    for (Settings half :
        List.of(
            settings.with(Setting.TASK_SERIALIZER, "auth"),
            settings.with(Setting.ACCEPT_CONTENT, List.of("auth")),
            settings
                .with(Setting.TASK_SERIALIZER, "auth")
                .with(Setting.ACCEPT_CONTENT, List.of("auth", "json")))) {
      assertThatThrownBy(() -> auth(half, Clock.systemUTC()))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("set task_serializer to auth and accept_content to auth alone");
    }
  }

  @Test
  void without_keys_there_is_no_such_serializer() {
    Serializers serializers = MessageSecurity.serializers(Settings.defaults(), Clock.systemUTC());

    assertThat(serializers.find("auth")).isEmpty();
  }
}
