/**
 * A client that writes and reads HTTP/2 frames and protobuf fields one by one, so that it can send
 * what no library sends and sees what libraries hide.
 */
@NullMarked
package dev.vitals.conformance.http2;

import org.jspecify.annotations.NullMarked;
