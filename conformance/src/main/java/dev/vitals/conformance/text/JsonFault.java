package dev.vitals.conformance.text;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is wrong with a JSON file, in the words of whoever wrote it. Pure. */
public final class JsonFault {
  private JsonFault() {}

  /** The complaint: file, line, field, and what is expected there. */
  public static IllegalArgumentException in(Path file, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : ", line " + at.getLineNr();
    return new IllegalArgumentException(file + where + ": " + what(e), e);
  }

  private static String what(JsonProcessingException e) {
    if (e instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      String allowed =
          Arrays.stream(format.getTargetType().getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
              .collect(Collectors.joining(", "));
      return field(format) + ": '" + format.getValue() + "' (expected: " + allowed + ")";
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      String allowed =
          unknown.getKnownPropertyIds() == null
              ? "none"
              : unknown.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .sorted()
                  .collect(Collectors.joining(", "));
      return "'" + unknown.getPropertyName() + "' (expected: one of " + allowed + ")";
    }
    if (e instanceof MismatchedInputException missing
        && e.getOriginalMessage().startsWith("Missing required")) {
      return field(missing) + ": missing (expected: a value)";
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return field(mapping) + ": " + firstSentence(e);
    }
    return "not JSON: " + firstSentence(e);
  }

  private static String field(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** Jackson goes on about its own settings in parentheses. */
  private static String firstSentence(JsonProcessingException e) {
    return e.getOriginalMessage().split("\n", 2)[0].replaceFirst("[:(]? ?\\(?start marker.*", "");
  }
}
