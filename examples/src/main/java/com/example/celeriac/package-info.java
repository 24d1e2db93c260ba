/** The example application of Rusty Celery, in Java. */
@NullMarked
package com.example.celeriac;

import org.jspecify.annotations.NullMarked;
