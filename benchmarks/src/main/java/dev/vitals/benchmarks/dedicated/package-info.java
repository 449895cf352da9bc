/**
 * A port that serves health and nothing else: {@code grpc.health.v1.Health} over a {@code
 * HealthSource}, straight on Netty's HTTP/2 codec, without gRPC. One write notifies all watchers of
 * a connection.
 *
 * <p>A spike: it shows what lies below the floor that grpc-java's transport sets. Decision record
 * 0010 says whether it becomes a module.
 */
@NullMarked
package dev.vitals.benchmarks.dedicated;

import org.jspecify.annotations.NullMarked;
