package dev.vitals.health.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The lock that a thread must hold to use a field or to call a method. Error Prone's check of this
 * name makes every use without it an error; it knows the annotation by its simple name, so that the
 * module needs no dependency for it.
 */
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.SOURCE)
@interface GuardedBy {

  /** The lock, as an expression that is valid where the field or method is declared. */
  String value();
}
