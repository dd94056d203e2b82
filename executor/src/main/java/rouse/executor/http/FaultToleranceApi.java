package rouse.executor.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Json;
import rouse.executor.bootstrap.BootException;
import rouse.executor.docker.engine.EngineException;
import rouse.http.Caller;
import rouse.http.ErrorFormat;
import rouse.http.Guard;
import rouse.http.GuardedServer;
import rouse.http.Refusal;
import rouse.http.RequestWorker;
import rouse.http.tls.HttpTls;

/**
 * The fault-tolerance API of the original platform, with {@code POST /workers}, health and metrics.
 */
public final class FaultToleranceApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultToleranceApi.class);
  private static final String JSON = "application/json";
  static final int LARGEST_BODY = 64 * 1024;

  private final FaultTolerance faultTolerance;
  private final Callable<Map<String, String>> addresses;
  private final BooleanSupplier healthy;
  private final DeclarationEndpoint declaring;
  private final WishEndpoint wishes;
  private final Supplier<Map<String, String>> description;
  private final PrometheusMeterRegistry metrics;
  private final GuardedServer server;

  /**
   * @param tls for HTTPS instead of HTTP
   * @param guard who may call it
   * @param addresses what stands in ip.json
   * @param healthy whether the engine is being watched
   * @param declaring what {@code rouse up} and {@code rouse down} ask for
   * @param wishes what operators want of the control plane
   * @param description which executor this is, for verbs that look for it
   */
  public FaultToleranceApi(
      Optional<HttpTls> tls,
      Guard guard,
      FaultTolerance faultTolerance,
      Callable<Map<String, String>> addresses,
      BooleanSupplier healthy,
      DeclarationEndpoint declaring,
      WishEndpoint wishes,
      Supplier<Map<String, String>> description,
      PrometheusMeterRegistry metrics) {
    this.faultTolerance = faultTolerance;
    this.addresses = addresses;
    this.healthy = healthy;
    this.declaring = declaring;
    this.wishes = wishes;
    this.description = description;
    this.metrics = metrics;
    this.server =
        new GuardedServer(
            "executor", tls, guard, LARGEST_BODY, new FailedFormat(), this::configure);
  }

  /**
   * Listens.
   *
   * @param port 0 for any free one
   * @throws rouse.http.AddressTaken when the port is taken or the address is none of this host's
   */
  public void start(String bind, int port) {
    server.start(bind, port);
  }

  public int port() {
    return server.port();
  }

  /** Refusals are worded as all that failed is. */
  private static final class FailedFormat implements ErrorFormat {
    @Override
    public String contentType() {
      return JSON;
    }

    @Override
    public byte[] body(Refusal refusal) {
      return json(ApiResponse.failed(refusal.status(), refusal.reason()));
    }
  }

  /** No handler waits: whoever waits for a recovery holds no thread. */
  void configure(JavalinConfig config) {
    config.http.asyncTimeout = 0;
    config.routes.get("/", context -> context.result("Hello from fault tolerance"));
    config.routes.get("/get_platform_modules", this::modules);
    config.routes.post("/faulty", this::faulty);
    config.routes.post("/workers", this::workers);
    config.routes.get(
        "/platform", context -> write(context, ApiResponse.described(description.get())));
    config.routes.post("/platform", this::platform);
    config.routes.post("/platform/down", this::down);
    config.routes.post("/modules/{module}/{verb}", this::wish);
    config.routes.get("/healthz", this::health);
    config.routes.get(
        "/metrics",
        context ->
            context
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.scrape()));
  }

  private void modules(Context context) throws Exception {
    context.contentType(JSON).result(Json.MAPPER.writeValueAsString(addresses.call()));
  }

  /** The body may name the file that the caller means, and there need be none. */
  private void platform(Context context) {
    JsonNode file = optional(context, "file");
    if (!isTextOrMissing(file)) {
      write(context, ApiResponse.failed(400, "the body must be {\"file\": \"…\"}, or empty"));
      return;
    }
    later(context, declaring.declare(file.asText(null), who(context)));
  }

  private void down(Context context) {
    if (optional(context, "by") == null) {
      write(context, ApiResponse.failed(400, "the body must be {\"by\": \"…\"}, or empty"));
      return;
    }
    later(context, declaring.withdraw(who(context)));
  }

  private void wish(Context context) {
    JsonNode reason = optional(context, "reason");
    JsonNode lasts = optional(context, "for");
    if (!isTextOrMissing(reason) || !isTextOrMissing(lasts)) {
      write(
          context,
          ApiResponse.failed(
              400,
              "the body must be {\"by\": \"…\", \"reason\": \"…\", \"for\": \"30m\"}, or empty"));
      return;
    }
    later(
        context,
        wishes.take(
            context.pathParam("module"),
            context.pathParam("verb"),
            who(context),
            reason.asText(null),
            lasts.asText(null)));
  }

  /** Whose token it is; else as the body says, or where it came from. */
  private static String who(Context context) {
    String caller = context.attribute(Caller.ATTRIBUTE);
    if (caller != null) {
      return caller;
    }
    JsonNode by = optional(context, "by");
    return by != null && by.isTextual() ? by.asText() : context.ip();
  }

  /** A missing node also when there is no body. */
  private static JsonNode optional(Context context, String name) {
    boolean silent = context.bodyAsBytes().length == 0;
    return silent ? MissingNode.getInstance() : field(context, name);
  }

  private void faulty(Context context) {
    JsonNode name = field(context, "module_name");
    if (name == null || !name.isTextual() || name.asText().isBlank()) {
      write(context, ApiResponse.failed(400, "the body must be {\"module_name\": \"…\"}"));
      return;
    }
    later(context, faultTolerance.report(name.asText(), context.ip()));
  }

  private void workers(Context context) {
    JsonNode reason = field(context, "reason");
    if (!isTextOrMissing(reason)) {
      write(context, ApiResponse.failed(400, "the body must be {\"reason\": \"…\"}"));
      return;
    }
    later(context, faultTolerance.requestWorker(context.ip(), reason.asText(null)));
  }

  private static boolean isTextOrMissing(JsonNode field) {
    return field != null && (field.isTextual() || field.isMissingNode());
  }

  /** Null when the body is no JSON object; a missing node when it has no such field. */
  private static JsonNode field(Context context, String name) {
    try {
      byte[] body = context.bodyAsBytes();
      JsonNode json = body.length == 0 ? null : Json.MAPPER.readTree(body);
      return json == null || !json.isObject() ? null : json.path(name);
    } catch (IOException notJson) {
      return null;
    }
  }

  private void health(Context context) {
    boolean well = healthy.getAsBoolean();
    context.status(well ? 200 : 503).contentType(JSON).result("{\"healthy\":" + well + "}");
  }

  private static void later(Context context, CompletableFuture<ApiResponse> answer) {
    context.future(
        () -> answer.exceptionally(FaultToleranceApi::failed).thenAccept(a -> write(context, a)));
  }

  private static ApiResponse failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case RequestWorker.Busy busy -> ApiResponse.failed(503, busy.getMessage());
      case BootException starting -> ApiResponse.failed(503, starting.getMessage());
      case EngineException engine -> ApiResponse.failed(502, engine.getMessage());
      default -> {
        LOG.error("a request failed", cause);
        yield ApiResponse.failed(500, "this is a defect of Rouse; its log says more: " + cause);
      }
    };
  }

  private static void write(Context context, ApiResponse answer) {
    context.status(answer.status()).contentType(JSON).result(json(answer));
  }

  private static byte[] json(ApiResponse answer) {
    try {
      return Json.MAPPER.writeValueAsBytes(answer.fields());
    } catch (IOException e) {
      throw new IllegalStateException("cannot write an answer", e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
