package io.celeriac;

import io.celeriac.spi.ListType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that run side by side; Celery's group. Immutable. {@link Celery#send(Group)} makes them,
 * {@link #then} makes of it the header of a chord.
 *
 * @param signature the group as one signature, which results in the list of the members' results
 * @param <R> the type of each member's result
 */
public record Group<R>(Signature<List<R>> signature) {

  static <R> Group<R> of(Collection<? extends Signature<? extends R>> members) {
    List<Draft> drafts = new ArrayList<>(members.size());
    for (Signature<?> member : members) {
      drafts.add(Drafts.of(member));
    }
    java.lang.reflect.Type element =
        drafts.isEmpty() ? Object.class : drafts.getFirst().resultType();
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    return new Group<>(
        Signature.cast(new GroupDraft(drafts, options, new ListType(element)).toSignature()));
  }

  /** The calls, in order. */
  public List<Signature<?>> tasks() {
    return signature.tasks();
  }

  /** A chord: when all have ended, the step gets the list of their results, in order. */
  public <S> Signature<S> then(Step<? super List<R>, S> body) {
    return signature.then(body);
  }

  /** A chord whose body is a call known by its name, or several. */
  public <S> Signature<S> then(Signature<S> body) {
    return signature.then(body);
  }

  /** With an option for every member, by Celery's own name. */
  public Group<R> option(String name, @Nullable Object value) {
    return new Group<>(signature.option(name, value));
  }

  /** With an error callback on every member. */
  public Group<R> linkError(Signature<?> errback) {
    return new Group<>(signature.linkError(errback));
  }

  /** With stamps on every member. */
  public Group<R> stamp(Map<String, ?> stamps) {
    return new Group<>(signature.stamp(stamps));
  }

  @Override
  public String toString() {
    return signature.toString();
  }
}
