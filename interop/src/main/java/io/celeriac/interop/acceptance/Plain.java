package io.celeriac.interop.acceptance;

import static io.celeriac.interop.acceptance.PythonValues.isTrue;
import static io.celeriac.interop.acceptance.PythonValues.plus;
import static io.celeriac.interop.acceptance.PythonValues.sum;

import io.celeriac.Default;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskError;
import io.celeriac.TaskRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks that compute something, or fail. Parameters have the names that Python callers give. */
@SuppressWarnings("DoNotCallSuggester") // only workers call tasks
final class Plain {
  static final String TASKS = "t.integration.tasks.";

  private static final Duration CLIENT_IS_WAITING = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(Plain.class);

  @Task(TASKS + "identity")
  @Nullable Object identity(@Nullable Object x) {
    return x;
  }

  @Task(TASKS + "add")
  Object add(@Nullable Object x, @Nullable Object y, @Nullable Object z) {
    Object both = plus(x, y);
    return isTrue(z) ? plus(both, z) : both;
  }

  @Task(TASKS + "mul")
  BigInteger mul(BigInteger x, BigInteger y) {
    return x.multiply(y);
  }

  @Task(TASKS + "add_not_typed")
  Object addNotTyped(Object x, Object y) {
    return plus(x, y);
  }

  @Task(value = TASKS + "add_ignore_result", ignoreResult = true)
  Object addIgnoreResult(Object x, Object y) {
    return plus(x, y);
  }

  @Task(value = TASKS + "add_with_result", ignoreResult = false)
  Object addWithResult(Object x, Object y) {
    return plus(x, y);
  }

  @Task(TASKS + "tsum")
  Object tsum(List<@Nullable Object> nums) {
    return sum(nums);
  }

  @Task(TASKS + "xsum")
  Object xsum(List<@Nullable Object> nums) {
    List<@Nullable Object> flat = new ArrayList<>(nums.size());
    nums.forEach(each -> flat.add(each instanceof List<?> inner ? sum(inner) : each));
    return sum(flat);
  }

  @Task(TASKS + "delayed_sum")
  Object delayedSum(
      TaskContext task, List<@Nullable Object> numbers, @Default("1") double pause_time)
      throws InterruptedException {
    task.sleep(seconds(pause_time));
    return sum(numbers);
  }

  @Task(TASKS + "delayed_sum_with_soft_guard")
  Object delayedSumWithSoftGuard(
      TaskContext task, List<@Nullable Object> numbers, @Default("1") double pause_time)
      throws InterruptedException {
    try {
      task.sleep(seconds(pause_time));
    } catch (TaskError.SoftTimeLimitExceeded e) {
      return 0;
    }
    return sum(numbers);
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** Shows both texts, neither of which is ASCII. */
  @Task(TASKS + "print_unicode")
  void printUnicode(
      @Default("\"håå®ƒ valmuefrø\"") String log_message,
      @Default("\"hiöäüß\"") String print_message) {
    LOG.warn("{}", log_message);
    new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
        .println(print_message);
  }

  @Task(TASKS + "return_exception")
  List<@Nullable Object> returnException(@Nullable Object e) {
    List<@Nullable Object> both = new ArrayList<>();
    both.add(e);
    both.add(true);
    return both;
  }

  @Task(TASKS + "write_to_file_and_return_int")
  long writeToFileAndReturnInt(String file_name, long i) throws IOException {
    Files.writeString(
        Path.of(file_name), i + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return i;
  }

  @Task(TASKS + "replaced_with_me")
  boolean replacedWithMe() {
    return true;
  }

  @Task(TASKS + "raise_error")
  void raiseError(Object... args) {
    throw PythonError.valueError("deliberate error");
  }

  /**
   * Fails, though not at once. A Python client that waits for a workflow looks at the results
   * before the last one first, and then at that; what fails just between the two looks would be
   * told by the wrong exception. A stock worker is too slow for that to happen. The members of a
   * group that is nobody's header are the last ones, and there are tests that give 42 of them two
   * seconds.
   */
  @Task(TASKS + "fail")
  void fail(TaskContext task, Object... args) throws InterruptedException {
    TaskRequest request = task.request();
    if (request.group().isEmpty() || request.embed().chord() != null) {
      task.sleep(CLIENT_IS_WAITING);
    }
    Object[] all = new Object[args.length + 1];
    all[0] = "Task expected to fail";
    System.arraycopy(args, 0, all, 1, args.length);
    throw PythonError.expected(all);
  }

  @Task(TASKS + "fail_unpickleable")
  void failUnpickleable(String foo, String bar) {
    throw PythonError.unpickleable(foo);
  }

  @Task(TASKS + "add_pydantic")
  Map<String, Long> addPydantic(Map<String, Object> data) {
    return Map.of("result", member(data, "x") + member(data, "y"));
  }

  @Task(TASKS + "add_pydantic_string_annotations")
  Map<String, Long> addPydanticStringAnnotations(Map<String, Object> data) {
    return addPydantic(data);
  }

  /** A whole number of the model, which may come as text. */
  private static long member(Map<String, Object> data, String name) {
    return switch (data.get(name)) {
      case Number number when number.doubleValue() == number.longValue() -> number.longValue();
      case String text when text.strip().matches("[+-]?\\d{1,18}") -> Long.parseLong(text.strip());
      case null, default -> throw PythonError.validation();
    };
  }

  @Task("celery.ping")
  String ping() {
    return "pong";
  }
}
