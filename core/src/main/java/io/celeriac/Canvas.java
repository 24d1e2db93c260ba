package io.celeriac;

import io.celeriac.spi.ListType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Composes calls into workflows, as Celery's canvas does, and to be imported statically: {@code
 * chain(add(2, 2), addTo(4))}. What flows from one step to the next is checked by the compiler;
 * tasks known only by name compose through the untyped forms. Workflows are values: sending one is
 * a matter of {@link Celery#send}. docs/canvas.md.
 */
public final class Canvas {

  private Canvas() {}

  /** One call, and then a step that gets its result. */
  public static <A, B> Signature<B> chain(Signature<A> first, Step<? super A, B> second) {
    return first.then(second);
  }

  /** Calls one after the other, each with the result of the one before. */
  public static <A, B, C> Signature<C> chain(
      Signature<A> first, Step<? super A, B> second, Step<? super B, C> third) {
    return first.then(second).then(third);
  }

  /** Calls one after the other, each with the result of the one before. */
  public static <A, B, C, D> Signature<D> chain(
      Signature<A> first,
      Step<? super A, B> second,
      Step<? super B, C> third,
      Step<? super C, D> fourth) {
    return first.then(second).then(third).then(fourth);
  }

  /** Calls one after the other, each with the result of the one before. */
  public static <A, B, C, D, E> Signature<E> chain(
      Signature<A> first,
      Step<? super A, B> second,
      Step<? super B, C> third,
      Step<? super C, D> fourth,
      Step<? super D, E> fifth) {
    return first.then(second).then(third).then(fourth).then(fifth);
  }

  /**
   * Calls one after the other, their types unchecked. Those that are not immutable get the result
   * of the one before as their first argument.
   */
  public static Signature<Object> chain(Signature<?>... steps) {
    return chain(Arrays.asList(steps));
  }

  /** Calls one after the other, their types unchecked. */
  public static Signature<Object> chain(List<? extends Signature<?>> steps) {
    List<Draft> drafts = new ArrayList<>(steps.size());
    steps.forEach(step -> drafts.add(Drafts.of(step)));
    return Signature.cast(
        (drafts.size() == 1 ? ChainDraft.of(drafts) : Composition.chain(drafts)).toSignature());
  }

  /** Steps one after the other, as one step. */
  public static <A, B, C> Step<A, C> chain(Step<A, B> first, Step<? super B, C> second) {
    return new Step<>(first.signature().then(second));
  }

  /** Calls that run side by side. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R> Group<R> group(Signature<? extends R>... members) {
    return Group.of(Arrays.asList(members));
  }

  /** Calls that run side by side. */
  public static <R> Group<R> group(Collection<? extends Signature<? extends R>> members) {
    return Group.of(members);
  }

  /** Steps that run side by side, each with the result of what comes before. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read, one by one
  public static <A, R> Step<A, List<R>> group(Step<? super A, ? extends R>... members) {
    List<Signature<? extends R>> signatures = new ArrayList<>(members.length);
    for (Step<? super A, ? extends R> member : members) {
      signatures.add(member.signature());
    }
    return new Step<>(Group.<R>of(signatures).signature());
  }

  /** A group, and a step that gets the list of its results once all are there. */
  public static <R, S> Signature<S> chord(Group<R> header, Step<? super List<R>, S> body) {
    return chord(header, body.signature());
  }

  /** A group, and a call, or a whole workflow, that gets the list of its results. */
  public static <S> Signature<S> chord(Group<?> header, Signature<S> body) {
    GroupDraft group = (GroupDraft) Drafts.of(header.signature());
    ChordDraft chord = ChordDraft.of(group, Drafts.of(body));
    return Signature.cast(chord.toSignature());
  }

  /** Calls of any kind, and one that gets the list of their results; types unchecked. */
  public static <S> Signature<S> chord(
      Collection<? extends Signature<?>> header, Signature<S> body) {
    return chord(Group.of(header), body);
  }

  /** One message that calls a task for each item, in order, and results in the list. */
  public static <A, R> Signature<List<R>> map(Step<A, R> task, Collection<? extends A> items) {
    return Signature.<List<R>>ofType(
            BuiltinTasks.MAP, new ListType(task.signature().resultType()), null)
        .kwarg("task", task.signature())
        .kwarg("it", List.copyOf(items))
        .immutable();
  }

  /** As {@link #map}, with a list of arguments for each call. */
  public static <R> Signature<List<R>> starmap(
      Signature<R> task, Collection<? extends List<? extends @Nullable Object>> arguments) {
    return Signature.<List<R>>ofType(BuiltinTasks.STARMAP, new ListType(task.resultType()), null)
        .kwarg("task", task)
        .kwarg("it", List.copyOf(arguments))
        .immutable();
  }

  /** Splits many calls of a task into messages of so many calls each. */
  public static <R> Signature<List<List<R>>> chunks(
      Signature<R> task,
      Collection<? extends List<? extends @Nullable Object>> arguments,
      int size) {
    if (size < 1) {
      throw new IllegalArgumentException("The size of a chunk must be at least 1, not " + size);
    }
    return Signature.<List<List<R>>>ofType(
            BuiltinTasks.CHUNKS, new ListType(new ListType(task.resultType())), null)
        .kwarg("task", task)
        .kwarg("it", List.copyOf(arguments))
        .kwarg("n", size)
        .immutable();
  }
}
