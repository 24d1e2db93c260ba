package io.celeriac.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.LimitExceededException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MsgpackSerializerTest {
  private final MsgpackSerializer msgpack = new MsgpackSerializer();

  @Test
  void random_values_come_back_as_they_were() {
    for (long seed = 0; seed < 3000; seed++) {
      List<@Nullable Object> value = new RandomValues(seed, /* times= */ false).list(4);
      Object back = msgpack.decode(msgpack.encode(value), "binary");
      assertThat(RandomValues.comparable(back))
          .as("seed %d", seed)
          .isEqualTo(RandomValues.comparable(value));
    }
  }

  @Test
  void numbers_up_to_64_bits_unsigned_are_exact() {
    BigInteger largest = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    assertThat(msgpack.decode(msgpack.encode(largest), null)).isEqualTo(largest);
    assertThat(decode("cf7fffffffffffffff")).isEqualTo(Long.MAX_VALUE);
    assertThat(msgpack.encode(1.5)).isEqualTo(HexFormat.of().parseHex("cb3ff8000000000000"));
    assertThatThrownBy(() -> msgpack.encode(List.of(BigInteger.TWO.pow(64))))
        .isInstanceOf(EncodeException.class)
        .hasMessageEndingWith("at [0]");
    assertThatThrownBy(
            () -> msgpack.encode(BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE)))
        .isInstanceOf(EncodeException.class);
  }

  @Test
  void dates_and_keys_that_are_no_text_have_no_form() {
    assertThatThrownBy(() -> msgpack.encode(Map.of("day", LocalDate.EPOCH)))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("java.time.LocalDate")
        .hasMessageEndingWith("at day");
    assertThatThrownBy(() -> msgpack.encode(Map.of(1, 2))).isInstanceOf(EncodeException.class);
  }

  @Test
  void claims_that_the_data_do_not_keep_are_refused_before_memory_is_set_aside() {
    for (String hex :
        List.of(
            "",
            "dd7fffffff",
            "ddffffffff",
            "df7fffffff",
            "db7fffffff",
            "c67fffffff",
            "92c0",
            "c1",
            "d40100",
            "a1ff",
            "81c0c0",
            "8101c0",
            "c0c0",
            "a3eda080")) {
      assertThatThrownBy(() -> decode(hex)).as(hex).isInstanceOf(DecodeException.class);
    }
    assertThat(decode("a3efbfbd")).isEqualTo("\ufffd");
    assertThat(decode("81c40161c0")).isEqualTo(Collections.singletonMap("a", null));
  }

  @Test
  void nesting_is_bounded() {
    byte[] deep = new byte[1000];
    Arrays.fill(deep, (byte) 0x91);
    assertThatThrownBy(() -> msgpack.decode(deep, null)).isInstanceOf(LimitExceededException.class);
  }

  @Test
  void random_bytes_never_cause_another_error() {
    int decoded = 0;
    int broken = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(1, 40)];
      random.nextBytes(bytes);
      try {
        msgpack.decode(bytes, null);
        decoded++;
      } catch (DecodeException _) {
        broken++;
      }
    }
    assertThat(decoded).isPositive();
    assertThat(broken).isPositive();
  }

  private @Nullable Object decode(String hex) {
    return msgpack.decode(HexFormat.of().parseHex(hex), "binary");
  }
}
