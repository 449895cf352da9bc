/**
 * A port that serves health and nothing else: {@code grpc.health.v1.Health} over a {@code
 * HealthSource}, straight on Netty's HTTP/2 codec, without gRPC. A connection's watchers are told
 * by one write.
 *
 * <p>A spike: it shows what lies below the floor that grpc-java's transport sets. Whether it
 * becomes a module of its own is said in decision record 0010.
 */
@NullMarked
package dev.vitals.benchmarks.dedicated;

import org.jspecify.annotations.NullMarked;
