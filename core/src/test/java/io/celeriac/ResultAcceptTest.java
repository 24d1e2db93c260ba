package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.Serializers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which results are read, by {@code result_accept_content} and {@code accept_content}. */
final class ResultAcceptTest {

  private static ResultDocuments documents(Settings settings) {
    return new ResultDocuments(settings, Serializers.installed(), Compressors.installed());
  }

  @Test
  void results_are_read_by_what_is_accepted_everywhere() {
    ResultDocuments documents =
        documents(Settings.defaults().with(Setting.ACCEPT_CONTENT, List.of("yaml")));

    assertThatThrownBy(() -> documents.decodeValue(documents.encodeValue(1)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("'application/json' (result_serializer)")
        .hasMessageContaining("application/x-yaml (result_accept_content, or else accept_content)");
  }

  @Test
  void what_is_accepted_in_results_counts_before_that() {
    Settings settings = Settings.defaults().with(Setting.ACCEPT_CONTENT, List.of("yaml"));
    ResultDocuments documents =
        documents(settings.with(Setting.RESULT_ACCEPT_CONTENT, List.of("json")));

    assertThat(documents.decodeValue(documents.encodeValue(1))).isEqualTo(1L);
  }

  @Test
  void what_is_not_accepted_in_results_is_refused_though_it_is_everywhere_else() {
    ResultDocuments documents =
        documents(Settings.defaults().with(Setting.RESULT_ACCEPT_CONTENT, List.of("msgpack")));

    assertThatThrownBy(() -> documents.decodeValue(documents.encodeValue(1)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("accepted is application/x-msgpack");
  }
}
