package io.celeriac;

/**
 * A call short of its first argument, which another task's result will be: the link of a chain, a
 * callback, the body of a chord. Immutable.
 *
 * @param partial the call with the arguments after the first
 * @param <A> the type of the missing argument
 * @param <R> the type of the result
 */
public record Step<A, R>(Signature<R> partial) {

  /** The whole call, with the missing argument given. */
  public Signature<R> with(A first) {
    return partial.prepend(first);
  }

  /** The call as it travels: the receiver puts the result before its arguments. */
  public Signature<R> signature() {
    return partial;
  }
}
