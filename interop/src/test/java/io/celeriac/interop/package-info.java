/** Celeriac with stock Python Celery and with Rusty Celery on the other end, over real brokers. */
@NullMarked
package io.celeriac.interop;

import org.jspecify.annotations.NullMarked;
