/** Compile-time: typed signatures and direct invokers for methods annotated with Task. */
@NullMarked
package io.celeriac.processor;

import org.jspecify.annotations.NullMarked;
