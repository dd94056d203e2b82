package rouse.executor.guard;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import rouse.contracts.platform.Dependency;
import rouse.executor.docker.ContainerLabels;
import rouse.executor.docker.FoundContainer;
import rouse.executor.docker.engine.Engine;

/**
 * The container that the guard itself runs in, and what that one needs: restarting either would end
 * the guard in the middle of its work. Services are known by name, so that a container which
 * Compose makes anew is left alone as well.
 */
final class SelfExclusion implements Predicate<FoundContainer> {
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Pattern ID = Pattern.compile("(?:/containers/|docker[/-])([0-9a-f]{64})");
  private final Set<String> ids = new HashSet<>();
  private final Set<String> services = new HashSet<>();

  private SelfExclusion() {}

  /** Of the container that this process runs in; of nothing when it runs in none. */
  static SelfExclusion find(Engine engine) {
    return of(engine, idIn(text("/proc/self/mountinfo") + text("/proc/self/cgroup")));
  }

  static SelfExclusion of(Engine engine, Optional<String> self) {
    SelfExclusion excluded = new SelfExclusion();
    Deque<String> left = new ArrayDeque<>(self.stream().toList());
    while (!left.isEmpty()) {
      String id = left.pop();
      engine
          .call("inspect " + id, ASK, client -> inspect(client, id))
          .filter(found -> excluded.ids.add(found.getId()))
          .ifPresent(found -> left.addAll(excluded.needs(engine, found)));
    }
    return excluded;
  }

  private static Optional<InspectContainerResponse> inspect(
      com.github.dockerjava.api.DockerClient client, String id) {
    try {
      return Optional.of(client.inspectContainerCmd(id).exec());
    } catch (NotFoundException ofAnotherEngine) {
      return Optional.empty();
    }
  }

  /** Notes its service, and says what else is needed: ids and names of containers. */
  private List<String> needs(Engine engine, InspectContainerResponse found) {
    Map<String, String> labels =
        found.getConfig().getLabels() == null ? Map.of() : found.getConfig().getLabels();
    String project = labels.get(ContainerLabels.PROJECT);
    Stream<String> dependencies = Stream.of();
    if (project != null) {
      services.add(project + "/" + labels.get(ContainerLabels.SERVICE));
      dependencies =
          ComposeDependencies.parse(labels.get(ComposeDependencies.LABEL)).stream()
              .map(Dependency::module)
              .flatMap(service -> containers(engine, project, service).stream());
    }
    return Stream.concat(GuardedContainer.joined(found.getHostConfig()).stream(), dependencies)
        .toList();
  }

  private static List<String> containers(Engine engine, String project, String service) {
    return engine
        .call(
            "list the containers of " + service,
            ASK,
            client ->
                client
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(
                        Map.of(ContainerLabels.PROJECT, project, ContainerLabels.SERVICE, service))
                    .exec())
        .stream()
        .map(container -> container.getId())
        .toList();
  }

  /** The full id that the names of a container's own files hold. */
  static Optional<String> idIn(String text) {
    Matcher found = ID.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException none) {
      return "";
    }
  }

  /** Whether this process runs in no container of the engine. */
  boolean isEmpty() {
    return ids.isEmpty();
  }

  /** What is left alone, for people. */
  Set<String> services() {
    return Set.copyOf(services);
  }

  @Override
  public boolean test(FoundContainer found) {
    return ids.contains(found.id())
        || services.contains(
            found.labels().get(ContainerLabels.PROJECT)
                + "/"
                + found.labels().get(ContainerLabels.SERVICE));
  }
}
