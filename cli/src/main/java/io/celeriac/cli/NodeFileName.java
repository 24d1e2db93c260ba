package io.celeriac.cli;

import io.celeriac.spi.NodeTemplate;

/** Names of files with the parts of a node's name in them, as Celery expands them. */
final class NodeFileName {

  private NodeFileName() {}

  /** As in a process that is no child of a pool. */
  static String expand(String pattern, String node) {
    return expand(pattern, node, 0);
  }

  /**
   * Replaces {@code %n} by the name before the {@code @} of a node, {@code %h} by the host behind
   * it, {@code %d} by the host's domain, {@code %p} by the whole, {@code %i} by the index of a
   * child of a process pool, {@code %I} by the same behind a dash or by nothing, and {@code %%} by
   * a percent sign.
   *
   * @param index the child's index; 0 in a process that is none
   * @throws UsageException when a percent sign stands before anything else
   */
  static String expand(String pattern, String node, int index) {
    int at = node.indexOf('@');
    String name = at < 0 ? node : node.substring(0, at);
    String host = node.substring(at + 1);
    int dot = host.indexOf('.');
    return NodeTemplate.fill(
        pattern,
        letter ->
            switch (letter) {
              case 'n' -> name;
              case 'h' -> host;
              case 'd' -> dot < 0 ? "" : host.substring(dot + 1);
              case 'p' -> node;
              case 'i' -> String.valueOf(index);
              case 'I' -> index == 0 ? "" : "-" + index;
              default ->
                  throw new UsageException(
                      "The file name '"
                          + pattern
                          + "' has %"
                          + letter
                          + ", which stands for nothing; %n is the node's name, %h its host, %d the"
                          + " host's domain, %p all of it, %% a percent sign");
            });
  }
}
