package io.celeriac.redis;

/**
 * The names of Celery's keys for results, each of which is also the name of a channel. With a
 * cluster, which is an option of ours, a group's id stands in braces, so that all that belongs to a
 * chord lies in one slot.
 *
 * @param prefix what stands before all of them, often nothing
 * @param cluster whether they are spread over a cluster
 */
record ResultKeys(String prefix, boolean cluster) {

  /**
   * The keys of one chord.
   *
   * @param group where its header's results are kept, if some of them are groups
   * @param parts the parts by their place in the header (or in a list as they come)
   * @param added how many have been added to it while it ran
   * @param size how many it began with
   * @param counted which tasks have brought their part
   * @param claim who joins it, or that it is done
   */
  record Chord(
      String group, String parts, String added, String size, String counted, String claim) {}

  /** With kombu's option {@code global_keyprefix}. */
  static ResultKeys of(String globalKeyprefix, boolean cluster) {
    boolean separated =
        globalKeyprefix.isEmpty()
            || ":_-.".indexOf(globalKeyprefix.charAt(globalKeyprefix.length() - 1)) >= 0;
    return new ResultKeys(separated ? globalKeyprefix : globalKeyprefix + "_", cluster);
  }

  /** Of a task. */
  String task(String taskId) {
    return prefix + "celery-task-meta-" + taskId;
  }

  /** Of a group that is saved. */
  String group(String groupId) {
    return prefix + "celery-taskset-meta-" + (cluster ? "{" + groupId + "}" : groupId);
  }

  /** Of the chord whose header is a group. */
  Chord chord(String groupId) {
    String group = group(groupId);
    return new Chord(group, group + ".j", group + ".t", group + ".s", group + ".d", group + ".c");
  }
}
