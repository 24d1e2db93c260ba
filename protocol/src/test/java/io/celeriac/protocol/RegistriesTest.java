package io.celeriac.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegistriesTest {
  private final Serializers serializers = Serializers.installed();
  private final Compressors compressors = Compressors.installed();

  @Test
  void serializers_are_found_by_name_and_by_media_type() {
    assertThat(serializers.named("json")).isSameAs(serializers.named("application/json"));
    assertThat(serializers.find("xml")).isEmpty();
  }

  @Test
  void an_unknown_serializer_is_refused_with_the_ones_there_are() {
    assertThatThrownBy(() -> serializers.named("xml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'xml'")
        .hasMessageContaining("json");
  }

  @Test
  void pickle_is_refused_with_the_reason() {
    assertThatThrownBy(() -> serializers.named("pickle"))
        .hasMessageContaining("pickle is refused because");
    assertThatThrownBy(() -> AcceptContent.of(List.of("json", "application/x-python-serialize")))
        .hasMessageContaining("pickle is refused because");
  }

  @Test
  void compression_is_found_by_any_of_its_names() {
    assertThat(compressors.named("gzip")).isSameAs(compressors.named("zlib"));
    assertThat(compressors.named("application/x-gzip").names()).contains("gzip");
    assertThatThrownBy(() -> compressors.named("snappy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'snappy'")
        .hasMessageContaining("gzip, zlib");
  }

  @Test
  void what_celery_calls_gzip_is_a_zlib_stream() {
    byte[] compressed = compressors.named("gzip").compress(new byte[1000]);
    assertThat(compressed).startsWith(0x78, 0x9c);
    assertThat(compressors.named("gzip").decompress(compressed, 1000)).hasSize(1000);
    assertThatThrownBy(() -> compressors.named("gzip").decompress(compressed, 999))
        .isInstanceOf(LimitExceededException.class);
    assertThatThrownBy(() -> compressors.named("gzip").decompress(new byte[] {1, 2, 3}, 999))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> compressors.named("gzip").decompress(new byte[0], 999))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void content_is_accepted_by_name_or_media_type_and_raw_data_always() {
    AcceptContent accept = AcceptContent.of(List.of("json", "application/x-foo"));
    assertThat(accept.accepts("application/json")).isTrue();
    assertThat(accept.accepts("application/x-foo")).isTrue();
    assertThat(accept.accepts("application/x-yaml")).isFalse();
    assertThat(accept.accepts("text/plain")).isFalse();
    assertThat(accept.accepts("application/data")).isTrue();
    assertThat(accept.accepts("application/text")).isTrue();
    assertThat(accept.accepts(null)).isTrue();
    assertThat(AcceptContent.of(List.of("json"))).isEqualTo(AcceptContent.JSON);
    assertThatThrownBy(() -> AcceptContent.of(List.of("jason")))
        .hasMessageContaining("'jason'")
        .hasMessageContaining("json");
  }
}
