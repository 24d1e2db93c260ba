/**
 * A worker with the tasks of Celery's own integration tests, so that those tests can judge it; see
 * interop/acceptance/README.md.
 */
@NullMarked
package io.celeriac.interop.acceptance;

import org.jspecify.annotations.NullMarked;
