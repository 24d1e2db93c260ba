package io.celeriac;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.chunks;
import static io.celeriac.Canvas.group;
import static io.celeriac.Canvas.map;
import static io.celeriac.Canvas.starmap;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shapes of workflows by the names of their vectors, as one writes them in Java. */
final class CanvasShapes {

  private CanvasShapes() {}

  private static Signature<Object> task(String name, @Nullable Object... args) {
    return Signature.of("vec." + name, Object.class, args);
  }

  static Signature<Object> add(@Nullable Object... args) {
    return task("add", args);
  }

  private static Signature<Object> mul(@Nullable Object... args) {
    return task("mul", args);
  }

  private static Signature<Object> tsum() {
    return task("tsum");
  }

  private static Signature<Object> noop() {
    return task("noop").immutable();
  }

  private static Signature<Object> errback() {
    return task("errback_old");
  }

  private static Signature<Object> ident() {
    return task("ident");
  }

  /** One stamp for each hook. */
  private static final class EveryHook implements StampingVisitor {
    @Override
    public Map<String, ?> onSignature(Signature<?> task, Map<String, ?> stamps) {
      return Map.of("sig", "s");
    }

    @Override
    public Map<String, ?> onGroupStart(Signature<?> group, Map<String, ?> stamps) {
      return Map.of("in_group", "g");
    }

    @Override
    public Map<String, ?> onChainStart(Signature<?> chain, Map<String, ?> stamps) {
      return Map.of("in_chain", "c");
    }

    @Override
    public Map<String, ?> onChordBody(Signature<?> chord, Map<String, ?> stamps) {
      return Map.of("in_body", "b");
    }

    @Override
    public Map<String, ?> onCallback(Signature<?> callback, Map<String, ?> stamps) {
      return Map.of("is_callback", true);
    }

    @Override
    public Map<String, ?> onErrback(Signature<?> errback, Map<String, ?> stamps) {
      return Map.of("is_errback", true);
    }
  }

  private static final StampingVisitor ONLY_SIGNATURES =
      (task, stamps) -> Map.of("origin_task", task.task());

  private static final List<List<Integer>> PAIRS =
      List.of(List.of(1, 1), List.of(2, 2), List.of(3, 3));

  private static Signature<?> twoThenSum() {
    return chord(List.of(add(1, 1), add(2, 2)), tsum());
  }

  /** All of them. */
  static Map<String, Signature<?>> all() {
    Map<String, Signature<?>> all = new LinkedHashMap<>();
    all.put("task", add(1, 2));
    all.put("task-kwargs", add().kwarg("x", 1).kwarg("y", 2));
    all.put("task-immutable", add(1, 2).immutable());
    all.put("task-noargs", task("noop"));
    all.put(
        "task-options",
        add(1, 2)
            .countdown(Duration.ofSeconds(10))
            .queue("q1")
            .priority(3)
            .expires(Duration.ofSeconds(30))
            .timeLimit(Duration.ofSeconds(60))
            .softTimeLimit(Duration.ofSeconds(50))
            .taskId("11111111-1111-1111-1111-111111111111")
            .serializer("json")
            .ignoreResult(true)
            .shadow("alias")
            .header("h", 1));
    all.put(
        "task-by-name",
        Signature.of("proj.remote", Object.class, 1).kwarg("k", "v").queue("other"));
    all.put("task-link", add(1, 2).link(mul(10)));
    all.put("task-link-many", add(1, 2).link(mul(10)).link(noop()));
    all.put("task-link-error", add(1, 2).linkError(errback()));
    all.put("task-link-nested", add(1, 2).link(mul(10).link(add(5))));
    all.put("task-link-group", add(1, 2).link(group(mul(2), mul(3)).signature()));
    all.put("chain-2", chain(add(1, 2), mul(10)));
    all.put("chain-3-operator", add(1, 2).then(mul(10)).then(add(5)));
    all.put("chain-1", chain(add(1, 2)));
    all.put("chain-empty", chain(List.of()));
    all.put("chain-immutable-step", chain(add(1, 2), mul(3, 4).immutable()));
    all.put("chain-nested", chain(add(1, 2), chain(mul(10), add(5))));
    all.put("chain-links", chain(add(1, 2), mul(10)).link(noop()).linkError(errback()));
    all.put(
        "chain-links-composed",
        chain(add(1, 2), mul(10)).link(noop()).linkError(errback()).then(add(3)));
    all.put("chain-options", chain(add(1, 2), mul(10)).queue("q1").priority(5));
    all.put("chain-ends-in-group", chain(add(1, 2), group(mul(2), mul(3)).signature()));
    all.put("chain-group-middle", chain(add(1, 2), group(mul(2), mul(3)).signature(), tsum()));
    all.put("chain-group-first", chain(group(add(1, 1), add(2, 2)).signature(), tsum()));
    all.put("chain-group-first-then-two", group(add(1, 1), add(2, 2)).then(tsum()).then(add(5)));
    all.put(
        "chain-two-groups", group(add(1, 1), add(2, 2)).then(group(ident(), ident()).signature()));
    all.put(
        "chain-groups-and-tasks",
        add(1, 1)
            .then(group(add(1), add(2)).signature())
            .then(tsum())
            .then(group(add(1), add(2)).signature())
            .then(tsum()));
    all.put("chain-single-group", chain(add(1, 1), group(mul(2)).signature(), add(1)));
    all.put(
        "chain-empty-group",
        add(1, 1).then(Canvas.<Object>group(List.of()).signature()).then(mul(2)));
    all.put(
        "chain-then-empty-group",
        chain(add(1, 1), add(2)).then(Canvas.<Object>group(List.of()).signature()));
    all.put(
        "chain-function-empty-group",
        chain(add(1, 1), Canvas.<Object>group(List.of()).signature(), mul(2)));
    all.put("chord-then-task", twoThenSum().then(mul(2)));
    all.put("chord-then-group", twoThenSum().then(group(mul(2), mul(3)).signature()));
    all.put(
        "chord-then-chord",
        chord(List.of(add(1, 1)), tsum()).then(chord(List.of(add(1), add(2)), tsum())));
    all.put("task-then-chord", add(1, 1).then(chord(List.of(add(1), add(2)), tsum())));
    all.put("group-2", group(add(1, 1), add(2, 2)).signature());
    all.put("group-1", group(add(1, 1)).signature());
    all.put("group-empty", Canvas.<Object>group(List.of()).signature());
    all.put(
        "group-nested",
        Canvas.<Object>group(add(1, 1), group(add(2, 2), add(3, 3)).signature()).signature());
    all.put(
        "group-of-chains", group(chain(add(1, 1), mul(2)), chain(add(2, 2), mul(3))).signature());
    all.put(
        "group-with-chord",
        Canvas.<Object>group(add(1, 1), chord(List.of(add(2, 2), add(3, 3)), tsum())).signature());
    all.put("group-options", group(add(1, 1), add(2, 2)).option("queue", "q1").signature());
    all.put("group-link-error", group(add(1, 1), add(2, 2)).linkError(errback()).signature());
    all.put("group-link", group(add(1, 1), add(2, 2)).signature().link(task("noop")));
    all.put("chord-2", twoThenSum());
    all.put("chord-group-header", chord(group(add(1, 1), add(2, 2)), tsum()));
    all.put("chord-chain-header", chord(List.of(chain(add(1, 1), mul(2)), add(2, 2)), tsum()));
    all.put(
        "chord-group-in-header",
        chord(List.of(group(add(1, 1), add(2, 2)).signature(), add(3, 3)), tsum()));
    all.put("chord-chord-in-header", chord(List.of(twoThenSum(), add(3, 3)), tsum()));
    all.put("chord-chain-body", chord(List.of(add(1, 1), add(2, 2)), chain(tsum(), mul(2))));
    all.put(
        "chord-group-body",
        chord(List.of(add(1, 1), add(2, 2)), group(ident(), ident()).signature()));
    all.put(
        "chord-chord-body",
        chord(List.of(add(1, 1), add(2, 2)), chord(List.of(ident(), ident()), ident())));
    all.put("chord-options", twoThenSum().queue("q1").countdown(Duration.ofSeconds(5)));
    all.put("chord-link-error", twoThenSum().linkError(errback()));
    all.put("chord-link", twoThenSum().link(noop()));
    all.put("map", map(new Step<Object, Object>(ident()), List.of(1, 2, 3)));
    all.put("starmap", starmap(add(), PAIRS.subList(0, 2)));
    all.put("chunks", chunks(add(), PAIRS, 2));
    all.put("map-in-chain", chain(noop(), map(new Step<Object, Object>(ident()), List.of(1, 2))));
    all.put("stamp-task", add(1, 2).stamp(stamps("tenant", "acme", "trace", List.of("t1"))));
    all.put(
        "stamp-task-links", add(1, 2).link(mul(3)).linkError(errback()).stamp("tenant", "acme"));
    all.put("stamp-visitor", chain(add(1, 2), mul(3)).stamp(ONLY_SIGNATURES));
    all.put(
        "stamp-visitor-all",
        chain(add(1, 1), group(add(1), add(2)).signature(), tsum()).stamp(new EveryHook()));
    all.put(
        "stamp-visitor-group",
        group(add(1, 1).link(noop()).linkError(errback()), add(2, 2))
            .signature()
            .stamp(new EveryHook()));
    all.put("stamp-twice", add(1, 2).stamp("k", "one").stamp("k", "two"));
    all.put("stamp-append", add(1, 2).stamp("k", "one").appendStamps(Map.of("k", "two")));
    return all;
  }

  private static Map<String, Object> stamps(Object... pairs) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return all;
  }
}
