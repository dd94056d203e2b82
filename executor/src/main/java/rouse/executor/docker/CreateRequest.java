package rouse.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Mount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.HealthcheckDefinition;
import rouse.executor.compose.model.NetworkAttachment;
import rouse.executor.compose.model.NetworkingDefinition;
import rouse.executor.compose.model.ProcessDefinition;

/** From a container's definition to the engine's request. */
final class CreateRequest {
  private CreateRequest() {}

  static CreateContainerCmd of(DockerClient client, NewContainer container) {
    return of(
        client,
        container,
        AnonymousVolumes.of(client, container),
        BindSources.before(client, container));
  }

  /**
   * @param anonymous the volumes without a name
   * @param boundBefore sources that a container before it was bound to
   */
  static CreateContainerCmd of(
      DockerClient client, NewContainer container, List<Mount> anonymous, Set<String> boundBefore) {
    ContainerDefinition definition = container.definition();
    CreateContainerCmd request =
        client
            .createContainerCmd(definition.image())
            .withName(container.name())
            .withLabels(ContainerLabels.of(container))
            .withHostConfig(HostSettings.of(definition, anonymous, boundBefore))
            .withEnv(environment(container));
    process(request, definition.process());
    networking(request, definition.networking());
    definition.platform().ifPresent(request::withPlatform);
    definition.healthcheck().ifPresent(h -> request.withHealthcheck(healthcheck(h)));
    return request;
  }

  private static List<String> environment(NewContainer container) {
    Map<String, String> all = new LinkedHashMap<>(container.definition().process().environment());
    all.putAll(container.environment());
    return all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private static void process(CreateContainerCmd request, ProcessDefinition process) {
    process.command().ifPresent(request::withCmd);
    process.entrypoint().ifPresent(request::withEntrypoint);
    process.user().ifPresent(request::withUser);
    process.workingDir().ifPresent(request::withWorkingDir);
    process.stopSignal().ifPresent(request::withStopSignal);
    // So that a `docker stop` by hand is as patient as ours.
    request.withStopTimeout(Math.toIntExact(process.stopGrace().plusMillis(999).toSeconds()));
    request.withTty(process.tty()).withStdinOpen(process.stdinOpen());
  }

  /** The engine takes one network when it creates; the others are joined before the start. */
  private static void networking(CreateContainerCmd request, NetworkingDefinition networking) {
    networking.hostname().ifPresent(request::withHostName);
    networking.domainname().ifPresent(request::withDomainName);
    request.withExposedPorts(
        Stream.concat(
                networking.expose().stream().flatMap(CreateRequest::exposed),
                networking.ports().stream().map(HostSettings::exposed))
            .distinct()
            .toList());
    if (networking.mode().isEmpty() && !networking.attachments().isEmpty()) {
      NetworkAttachment first = networking.attachments().getFirst();
      request.withAliases(first.aliases());
      first.ipv4().ifPresent(request::withIpv4Address);
      first.ipv6().ifPresent(request::withIpv6Address);
    }
  }

  /** {@code 3000-3005/tcp} is as many ports; the library knows single ones. */
  private static Stream<ExposedPort> exposed(String expose) {
    String[] parts = expose.split("/");
    String[] ends = parts[0].split("-");
    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
        .mapToObj(port -> ExposedPort.parse(port + "/" + parts[1]));
  }

  static List<NetworkAttachment> furtherNetworks(ContainerDefinition definition) {
    NetworkingDefinition networking = definition.networking();
    return networking.mode().isPresent()
        ? List.of()
        : networking.attachments().stream().skip(1).toList();
  }

  static ContainerNetwork endpoint(NetworkAttachment attachment) {
    ContainerNetwork endpoint = new ContainerNetwork().withAliases(attachment.aliases());
    if (attachment.ipv4().isPresent() || attachment.ipv6().isPresent()) {
      endpoint.withIpamConfig(
          new ContainerNetwork.Ipam()
              .withIpv4Address(attachment.ipv4().orElse(null))
              .withIpv6Address(attachment.ipv6().orElse(null)));
    }
    return endpoint;
  }

  private static HealthCheck healthcheck(HealthcheckDefinition definition) {
    HealthCheck check = new HealthCheck();
    if (!definition.test().isEmpty()) {
      check.withTest(definition.test());
    }
    definition.interval().map(Duration::toNanos).ifPresent(check::withInterval);
    definition.timeout().map(Duration::toNanos).ifPresent(check::withTimeout);
    definition.startPeriod().map(Duration::toNanos).ifPresent(check::withStartPeriod);
    definition.startInterval().map(Duration::toNanos).ifPresent(check::withStartInterval);
    definition.retries().ifPresent(check::withRetries);
    return check;
  }
}
