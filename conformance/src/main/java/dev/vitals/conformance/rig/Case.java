package dev.vitals.conformance.rig;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.clause.Violation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One story about a server with one verdict. Plain data around a method; knows no test framework.
 * Immutable: the {@code with}-like methods return a changed copy.
 *
 * @param id {@code HC-AREA-NN/slug}; its front names the clause; never positional, never reused
 * @param story what is done and expected, as a sentence
 * @param needs what the subject must claim
 * @param kills ids of the broken servers that this case finds out
 * @param profile the shortest profile that it belongs to
 * @param traits how the runner must treat it
 * @param body the story itself
 */
public record Case(
    String id,
    String story,
    Set<Need> needs,
    Set<String> kills,
    Profile profile,
    Set<Trait> traits,
    Body body) {

  /** How the runner must treat a case. */
  public enum Trait {
    /** Needs a subject that no other case has touched. */
    FRESH,
    /** Leaves the subject of no further use: it was shut down or stopped. */
    ENDS,
    /**
     * Puts load or hostile input on the server, so a server that dies or no longer obeys its
     * commands has failed the clause, where for any other case the rig would have.
     */
    PROVOKES
  }

  /** What a case does. Returns when the clause is kept; {@link Violation} tells that it is not. */
  @FunctionalInterface
  public interface Body {
    void run(CaseContext context) throws Exception;
  }

  public Case {
    if (!id.matches("HC-[A-Z]+-\\d{2}/[a-z0-9-]+")) {
      throw new IllegalArgumentException("id: '" + id + "' (expected: HC-AREA-NN/slug)");
    }
    needs = Set.copyOf(needs);
    kills = Set.copyOf(kills);
    traits = Set.copyOf(traits);
  }

  /** A case of the default profile that needs nothing but a server. */
  public static Case of(String id, String story, Body body) {
    return new Case(id, story, Set.of(), Set.of(), Profile.DEFAULT, Set.of(), body);
  }

  /**
   * Tells the story. If the server broke HTTP/2 meanwhile, that is what was found out, whatever
   * else came of it.
   */
  public void run(CaseContext context) throws Exception {
    try {
      body.run(context);
    } finally {
      context.givenHttp2();
    }
  }

  public Case needs(Need first, Need... rest) {
    return new Case(id, story, EnumSet.of(first, rest), kills, profile, traits, body);
  }

  public Case kills(String... mutants) {
    return new Case(id, story, needs, Set.of(mutants), profile, traits, body);
  }

  /** Part of the half-minute profile too. */
  public Case quick() {
    return new Case(id, story, needs, kills, Profile.QUICK, traits, body);
  }

  /** Part of the long profile only. */
  public Case longOnly() {
    return new Case(id, story, needs, kills, Profile.LONG, traits, body);
  }

  public Case traits(Trait first, Trait... rest) {
    return new Case(id, story, needs, kills, profile, EnumSet.of(first, rest), body);
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** The id of the clause: the front of the case's own. */
  public String clauseId() {
    return id.substring(0, id.indexOf('/'));
  }

  public Clause clause() {
    return Clauses.get(clauseId());
  }

  public Area area() {
    return Area.of(id);
  }

  /** What the subject lacks, in a fixed order; empty where the case can run. */
  public List<Need> missing(Capabilities capabilities) {
    return needs.stream().sorted().filter(need -> !need.isMetBy(capabilities)).toList();
  }
}
