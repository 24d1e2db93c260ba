/** An application for the command line: {@code celeriac -A com.example.MyApp worker}. */
@NullMarked
package com.example;

import org.jspecify.annotations.NullMarked;
