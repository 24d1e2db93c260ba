/** Results in a relational database, in the tables of Celery's own database backend. */
@NullMarked
package io.celeriac.jdbc;

import org.jspecify.annotations.NullMarked;
