package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result in the making, while a workflow is given its ids: what hangs on what is only known when
 * all of it has been walked. Compared by identity.
 */
final class ResultNode {

  private final String id;
  private final Type type;
  private final @Nullable List<ResultNode> members;
  private @Nullable ResultNode parent;
  private boolean ignored;

  private ResultNode(String id, Type type, @Nullable List<ResultNode> members) {
    this.id = id;
    this.type = type;
    this.members = members == null ? null : List.copyOf(members);
  }

  static ResultNode task(String id, Type type) {
    return new ResultNode(id, type, null);
  }

  static ResultNode group(String id, Type type, List<ResultNode> members) {
    return new ResultNode(id, type, members);
  }

  String id() {
    return id;
  }

  Type type() {
    return type;
  }

  @Nullable List<ResultNode> members() {
    return members;
  }

  boolean isGroup() {
    return members != null;
  }

  /** Whether nothing will be stored for it. */
  boolean ignored() {
    return ignored;
  }

  void ignore() {
    ignored = true;
  }

  @Nullable ResultNode parent() {
    return parent;
  }

  void parent(@Nullable ResultNode other) {
    parent = other;
  }

  /** The result at the far end of the parents: where this chain began. */
  ResultNode first() {
    ResultNode node = this;
    while (node.parent != null) {
      node = node.parent;
    }
    return node;
  }

  /** The one among this and its parents that hangs directly on the other; null when none does. */
  @Nullable ResultNode childOf(ResultNode other) {
    ResultNode node = this;
    while (node != null && node.parent != other) {
      node = node.parent;
    }
    return node;
  }

  ResultTuple toTuple() {
    return new ResultTuple(
        id,
        parent == null ? null : parent.toTuple(),
        members == null ? null : members.stream().map(ResultNode::toTuple).toList());
  }
}
