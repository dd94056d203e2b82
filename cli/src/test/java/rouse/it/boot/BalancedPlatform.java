package rouse.it.boot;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A platform file with a real HAProxy before workers that take as long as they are asked to. */
public final class BalancedPlatform {
  private BalancedPlatform() {}

  /**
   * Its services; what follows them at the top of the file is {@link #configs}.
   *
   * @param port of this host at which HAProxy serves
   * @param scale of the worker
   */
  public static String services(int port, String scale) {
    return """
    lb:
      image: rouse-haproxy:latest
      ports: ["127.0.0.1:%d:8080"]
      configs: [{ source: haproxy, target: /etc/haproxy/haproxy.cfg }]
    worker:
      image: BEATER
      command: ["sh", "-c", "trap 'exit 0' TERM; httpd -p 5000 -h /www && while :; do sleep 0.2; done"]
      configs:
        - { source: run, target: /www/cgi-bin/run, mode: 0755 }
        - { source: load, target: /www/get_load }
      depends_on: [lb]
      stop_grace_period: 3s
      healthcheck:
        test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:5000/cgi-bin/run?0"]
        interval: 1s
        timeout: 3s
        start_period: 30s
      x-rouse:
        kind: worker
        balance: { haproxy: { module: lb } }
        scale: %s
    """
        .formatted(port, scale);
  }

  /** {@code /cgi-bin/run?0.005} answers with the worker's slot after so many seconds. */
  public static String configs() {
    return """
    configs:
      run:
        content: |
          #!/bin/sh
          sleep "$${QUERY_STRING:-0}"
          printf 'Content-Type: text/plain\\r\\n\\r\\n%s' "$$ROUSE_SLOT"
      load:
        content: '{"cpu_load":0.01,"mem_load":1.5}'
      haproxy:
        content: |
          global
            stats socket ipv4@0.0.0.0:9999 level admin expose-fd listeners
          defaults
            mode http
            timeout connect 2s
            timeout client 90s
            timeout server 90s
            retries 3
            option redispatch
          frontend clients
            bind :8080
            default_backend workers
          backend workers
            balance roundrobin
    """;
  }

  /** Where a worker answers after so many seconds. */
  public static URI run(int port, String seconds) {
    return URI.create("http://127.0.0.1:" + port + "/cgi-bin/run?" + seconds);
  }

  /** Until a worker answers through HAProxy. */
  public static void awaitAnswer(int port) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(run(port, "0")).build();
    Stage.soon()
        .until(
            () -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }
}
