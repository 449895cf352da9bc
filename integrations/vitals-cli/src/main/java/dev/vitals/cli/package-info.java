/** The command line {@code vitals}: asks a gRPC server how its services are. */
@NullMarked
package dev.vitals.cli;

import org.jspecify.annotations.NullMarked;
