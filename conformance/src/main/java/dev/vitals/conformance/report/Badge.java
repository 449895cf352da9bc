package dev.vitals.conformance.report;

/** A small SVG to put on a project's page. Pure. */
final class Badge {
  private static final int CHARACTER = 7;
  private static final int PADDING = 10;

  private Badge() {}

  static String of(Report report) {
    String left = "grpc.health.v1";
    Report.Summary summary = report.summary();
    String right = "MUST " + summary.must() + " · SHOULD " + summary.should();
    boolean whole = summary.must().kept() == summary.must().judged() && summary.must().judged() > 0;
    int leftWidth = left.length() * CHARACTER + PADDING;
    int rightWidth = right.length() * CHARACTER + PADDING;
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%2$s: %3$s">
          <title>%2$s: %3$s</title>
          <rect width="%4$d" height="20" fill="#3b434b"/>
          <rect x="%4$d" width="%5$d" height="20" fill="%6$s"/>
          <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
            <text x="%7$d" y="14">%2$s</text>
            <text x="%8$d" y="14">%3$s</text>
          </g>
        </svg>
        """
        .formatted(
            leftWidth + rightWidth,
            left,
            right,
            leftWidth,
            rightWidth,
            whole ? "#1a6b3c" : "#8a3b12",
            leftWidth / 2,
            leftWidth + rightWidth / 2);
  }
}
