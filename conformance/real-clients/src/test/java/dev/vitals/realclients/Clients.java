package dev.vitals.realclients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The programs, besides a container engine, that a class of tests needs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Clients {
  String[] value();
}
