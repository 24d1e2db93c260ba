package io.celeriac;

/**
 * Thrown by a task to end and let a signature take its place: {@code throw task.replace(…)}. What
 * waits for the task waits for the signature then; its callbacks, chain and chord follow that.
 */
public final class Replace extends TaskControlException {
  private static final long serialVersionUID = 1L;

  private final transient Signature<?> replacement;

  private Replace(Signature<?> replacement) {
    super("Replaced by " + replacement, null);
    this.replacement = replacement;
  }

  /**
   * With a signature of any kind.
   *
   * @throws TaskError.ImproperlyConfigured when it is an empty chain, or part of a chord
   */
  public static Replace with(Signature<?> replacement) {
    Draft draft = Drafts.of(replacement);
    if (draft.options.containsKey(Draft.CHORD)) {
      throw new TaskError.ImproperlyConfigured(
          "A signature replacing a task must not be part of a chord");
    }
    if (draft instanceof ChainDraft chain && chain.tasks.isEmpty()) {
      throw new TaskError.ImproperlyConfigured("Cannot replace with an empty chain");
    }
    return new Replace(replacement);
  }

  /** What takes the task's place. */
  public Signature<?> replacement() {
    return replacement;
  }
}
