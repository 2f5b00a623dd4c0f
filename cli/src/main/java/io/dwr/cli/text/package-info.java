/**
 * How values look to a person and to a program: tables, durations, JSON. No requests are made here.
 */
@NullMarked
package io.dwr.cli.text;

import org.jspecify.annotations.NullMarked;
