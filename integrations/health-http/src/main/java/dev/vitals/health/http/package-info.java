/** The health of a server over HTTP: for probes, in JSON, and as a live page. */
@NullMarked
package dev.vitals.health.http;

import org.jspecify.annotations.NullMarked;
