/** Vitals for Spring Boot: takes the place of the gRPC health that Spring has. */
@NullMarked
package dev.vitals.health.spring;

import org.jspecify.annotations.NullMarked;
