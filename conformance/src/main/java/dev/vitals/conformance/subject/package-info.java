/**
 * How a subject is started and talked to: a program that speaks the subject protocol, a container,
 * or a server that runs already.
 */
@NullMarked
package dev.vitals.conformance.subject;

import org.jspecify.annotations.NullMarked;
