/** {@code grpc.health.v1.Health}: Check, List and Watch over a health source. */
@NullMarked
package dev.vitals.health.grpc;

import org.jspecify.annotations.NullMarked;
