package io.celeriac.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tables of what Python's pure functions answer. */
class TablesTest {

  @TestFactory
  Stream<DynamicTest> times_are_read_as_a_worker_reads_them() {
    List<Vector.Row> rows = Vector.of("table-eta-parse").rows();
    assertThat(rows).hasSize(31);
    return rows.stream()
        .filter(
            row -> !"".equals(row.text("text"))) // no time at all, which the headers' reader knows
        .map(row -> dynamicTest("'" + row.text("text") + "'", () -> readTime(row)));
  }

  private static void readTime(Vector.Row row) {
    String text = row.text("text");
    Object expected = Vector.map(row.members().get("utc")).get("value");
    if (expected == null) {
      assertThatThrownBy(() -> IsoTime.parse(text))
          .isInstanceOf(DateTimeException.class)
          .hasMessageContaining(text);
    } else {
      assertThat(IsoTime.parse(text))
          .isEqualTo(OffsetDateTime.parse((String) expected).toInstant());
    }
  }

  @TestFactory
  Stream<DynamicTest> json_is_read_as_python_reads_it() {
    List<Vector.Row> rows = Vector.of("table-json-decode").rows();
    assertThat(rows).hasSize(50);
    return rows.stream().map(row -> dynamicTest(row.text("json"), () -> readJson(row)));
  }

  private static void readJson(Vector.Row row) {
    byte[] json = row.text("json").getBytes(StandardCharsets.UTF_8);
    JsonSerializer serializer = new JsonSerializer();
    if (row.has("error")) {
      assertThatThrownBy(() -> serializer.decode(json, "utf-8"))
          .isInstanceOf(DecodeException.class);
      return;
    }
    Object value = serializer.decode(json, "utf-8");
    String repr = row.text("python_repr");
    if (value instanceof byte[] bytes) {
      assertThat(bytes).isEqualTo(pythonBytes(repr));
    } else {
      assertThat(PythonRepr.of(value).replace("\ud83e'", "\\ud83e'")).isEqualTo(repr);
    }
  }

  private static byte[] pythonBytes(String repr) {
    return switch (repr) {
      case "b'pl\\xc3\\xa4in'" -> "pl\u00e4in".getBytes(StandardCharsets.UTF_8);
      case "b'\\x00\\xff\\x80\\n'" -> new byte[] {0, (byte) 0xff, (byte) 0x80, '\n'};
      default -> throw new AssertionError(repr);
    };
  }

  @TestFactory
  Stream<DynamicTest> json_is_written_as_python_writes_it() {
    List<Vector.Row> rows = Vector.of("table-json-encode-edge").rows();
    assertThat(rows).hasSize(24);
    Map<String, Object> inputs =
        Map.ofEntries(
            entry("timedelta", Duration.ofSeconds(1)),
            entry("set", Set.of(1)),
            entry("object", new Object()),
            entry("Enum", Thread.State.NEW),
            entry("exception", new IllegalStateException("x")),
            entry("tuple-key", Map.of(List.of(1, 2), 3)),
            entry("bytes-key", Map.of(new byte[1], 3)),
            entry("lone-surrogate", "\ud800"),
            entry("generator", Stream.of(1)),
            entry("datetime-min-tz", OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)),
            entry("int-2**70", BigInteger.TWO.pow(70)),
            entry("float-max", Double.MAX_VALUE),
            entry("float-tiny", Double.MIN_VALUE),
            entry("float-1e16", 1e16),
            entry("float-123456789012345680.0", 123456789012345680.0),
            entry("float-0.1+0.2", 0.1 + 0.2),
            entry("del-and-controls", "\u0000\u001f\u007f\u2028/<>&"));
    List<String> notInJava =
        List.of("frozenset", "complex", "bytearray", "IntEnum", "str-Enum", "namedtuple", "range");
    assertThat(rows.stream().map(row -> row.text("input")))
        .allMatch(input -> inputs.containsKey(input) || notInJava.contains(input));
    return rows.stream()
        .filter(row -> inputs.containsKey(row.text("input")))
        .map(row ->
            dynamicTest(row.text("input"), () -> writeJson(row, inputs.get(row.text("input")))));
  }

  private static void writeJson(Vector.Row row, @Nullable Object value) {
    JsonSerializer serializer = new JsonSerializer();
    if (row.has("error")) {
      assertThatThrownBy(() -> serializer.encode(value)).isInstanceOf(EncodeException.class);
    } else {
      assertThat(new String(serializer.encode(value), StandardCharsets.UTF_8))
          .isEqualTo(row.text("json"));
    }
  }

  @TestFactory
  Stream<DynamicTest> values_are_shown_as_celery_shows_them() {
    List<Vector.Row> rows = Vector.of("table-saferepr").rows();
    assertThat(rows).hasSize(52);
    Map<String, Object> values = reprValues();
    List<String> notInJava =
        List.of(
            "(frozenset([1]),)",
            "(1+2j,)",
            "(range(3),)",
            "(1, [2, (3, {4: 5})])",
            "({1: 'int key', None: 2, (1, 2): 3},)");
    assertThat(rows.stream().map(row -> row.text("python")))
        .allMatch(python -> values.containsKey(python) || notInJava.contains(python));
    return rows.stream()
        .filter(row -> values.containsKey(row.text("python")))
        .map(row ->
            dynamicTest(
                row.text("python") + " " + row.number("maxlen") + " " + row.number("maxlevels"),
                () -> show(row, values.get(row.text("python")))));
  }

  private static void show(Vector.Row row, @Nullable Object value) {
    ReprWriter writer = new ReprWriter(row.number("maxlen"), row.number("maxlevels"));
    String python = row.text("python");
    boolean tuple = python.startsWith("(") || python.startsWith("tuple");
    assertThat(tuple ? writer.tuple((List<?>) Objects.requireNonNull(value)) : writer.value(value))
        .isEqualTo(row.text("repr"));
  }

  private static Map<String, Object> reprValues() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("()", List.of());
    values.put("(1,)", List.of(1));
    values.put("(1, 2)", List.of(1, 2L));
    values.put("[]", List.of());
    values.put("[1, 2]", List.of(1, 2));
    values.put("{}", Map.of());
    values.put("{'a': 1}", Map.of("a", 1));
    values.put("('a',)", List.of("a"));
    values.put("('it\\'s',)", List.of("it's"));
    values.put("('\"',)", List.of("\""));
    values.put("('back\\\\slash',)", List.of("back\\slash"));
    values.put("('new\\nline',)", List.of("new\nline"));
    values.put("('\\u00e9\\u6f22',)", List.of("\u00e9\u6f22"));
    values.put("(True, False, None)", Arrays.asList(true, false, null));
    values.put("(1.0, 1e100, -0.0)", List.of(1.0, 1e100, -0.0));
    values.put("(float('nan'), float('inf'))", List.of(Double.NaN, Double.POSITIVE_INFINITY));
    values.put("(b'abc',)", List.of("abc".getBytes(StandardCharsets.UTF_8)));
    values.put("(b'\\xff\\x00',)", List.of(new byte[] {(byte) 0xff, 0}));
    values.put("({1, 2},)", List.of(new TreeSet<>(Set.of(1, 2))));
    values.put("(set(),)", List.of(Set.of()));
    values.put("(decimal.Decimal('1.10'),)", List.of(new BigDecimal("1.10")));
    values.put("(dt.date(2026, 1, 2),)", List.of(LocalDate.of(2026, 1, 2)));
    values.put("(uuid.UUID(int=5),)", List.of(new UUID(0, 5)));
    values.put("([[[[1]]]],)", List.of(List.of(List.of(List.of(List.of(1))))));
    values.put("({'a': {'b': {'c': 1}}},)", List.of(Map.of("a", Map.of("b", Map.of("c", 1)))));
    values.put("([],)", List.of(List.of()));
    values.put("([[]],)", List.of(List.of(List.of())));
    values.put("([[[]]],)", List.of(List.of(List.of(List.of()))));
    values.put("([[[[]]]],)", List.of(List.of(List.of(List.of(List.of())))));
    values.put("({'a': []},)", List.of(Map.of("a", List.of())));
    values.put("({},)", List.of(Map.of()));
    values.put("({'k' * 10: 'v' * 10},)", List.of(Map.of("k".repeat(10), "v".repeat(10))));
    values.put("('x' * 20,)", List.of("x".repeat(20)));
    values.put("('aaa bbb ccc ddd eee',)", List.of("aaa bbb ccc ddd eee"));
    values.put("tuple(range(50))", IntStream.range(0, 50).boxed().toList());
    Map<String, Integer> keys = new LinkedHashMap<>();
    IntStream.range(0, 20).forEach(i -> keys.put("key" + i, i));
    values.put("{'key%d' % i: i for i in range(20)}", keys);
    values.put(
        "(['a', 'b', 'c'] * 10,)",
        List.of(
            Collections.nCopies(10, List.of("a", "b", "c")).stream()
                .flatMap(List::stream)
                .toList()));
    values.put("('abc', 'def', 'ghi')", List.of("abc", "def", "ghi"));
    values.put("(b'x' * 50,)", List.of("x".repeat(50).getBytes(StandardCharsets.UTF_8)));
    values.put("([1, 2, 3], 4)", List.of(List.of(1, 2, 3), 4));
    values.put("({'a': 'x' * 30}, 1)", List.of(Map.of("a", "x".repeat(30)), 1));
    values.put("(12345678901234567890,)", List.of(new BigInteger("12345678901234567890")));
    return values;
  }
}
