/** How names, numbers and long lines are put into words, and what is wrong with a JSON file. */
@NullMarked
package dev.vitals.conformance.text;

import org.jspecify.annotations.NullMarked;
