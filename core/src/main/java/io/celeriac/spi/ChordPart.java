package io.celeriac.spi;

import org.jspecify.annotations.Nullable;

/**
 * What one task of a chord's header contributes.
 *
 * @param groupId the id of the header's group
 * @param taskId the task's id
 * @param groupIndex its place in the header; null when its message has none
 * @param state the state it ended in
 * @param result the value as serializers carry it; for a state that is a failure the map of
 *     exc_type, exc_message and exc_module
 */
public record ChordPart(
    String groupId,
    String taskId,
    @Nullable Integer groupIndex,
    String state,
    @Nullable Object result) {}
