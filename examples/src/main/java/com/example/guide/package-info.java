/** The examples of the guide to tasks, {@code docs/tasks.md}. */
@NullMarked
package com.example.guide;

import org.jspecify.annotations.NullMarked;
