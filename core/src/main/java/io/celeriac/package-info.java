/**
 * What an application touches: the app, its tasks, signatures, results, routing, settings and
 * errors.
 */
@NullMarked
package io.celeriac;

import org.jspecify.annotations.NullMarked;
