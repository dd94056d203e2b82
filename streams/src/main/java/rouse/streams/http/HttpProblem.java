package rouse.streams.http;

import rouse.contracts.status.Problem;

/** Ends a request with a problem; the detail says what happened and what to do next. */
public final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  private HttpProblem(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  public static HttpProblem badRequest(String detail) {
    return new HttpProblem(Problem.of(400, detail));
  }

  public static HttpProblem unauthorized(String detail) {
    return new HttpProblem(Problem.of(401, detail));
  }

  public static HttpProblem forbidden(String detail) {
    return new HttpProblem(Problem.of(403, detail));
  }

  public static HttpProblem notFound(String detail) {
    return new HttpProblem(Problem.of(404, detail));
  }

  public static HttpProblem conflict(String detail) {
    return new HttpProblem(Problem.of(409, detail));
  }

  public static HttpProblem unavailable(String detail) {
    return new HttpProblem(Problem.of(503, detail));
  }

  Problem problem() {
    return problem;
  }
}
