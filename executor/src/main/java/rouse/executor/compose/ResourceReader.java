package rouse.executor.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import rouse.executor.compose.model.ResourceDefinition;
import rouse.executor.compose.model.ResourceDefinition.Ulimit;
import rouse.executor.compose.yaml.Section;

/** Limits, from {@code deploy.resources} or the older keys of the service. */
final class ResourceReader {
  private static final long UNLIMITED = -1;

  ResourceDefinition read(Section service) {
    Section limits = service.at("deploy", "resources", "limits");
    Section reservations = service.at("deploy", "resources", "reservations");
    return new ResourceDefinition(
        firstNumber(limits.at("cpus"), service.at("cpus")),
        service.at("cpu_shares").integer(),
        service.text("cpuset"),
        firstBytes(limits.at("memory"), service.at("mem_limit")),
        firstBytes(reservations.at("memory"), service.at("mem_reservation")),
        service.at("memswap_limit").bytes(),
        limited(limits.at("pids").present() ? limits.at("pids") : service.at("pids_limit")),
        service.at("oom_score_adj").integer(),
        ulimits(service.at("ulimits")));
  }

  private static OptionalDouble firstNumber(Section one, Section other) {
    return one.present() ? one.number() : other.number();
  }

  private static OptionalLong firstBytes(Section one, Section other) {
    return one.present() ? one.bytes() : other.bytes();
  }

  private static OptionalLong limited(Section section) {
    OptionalLong value = section.integer();
    return value.isPresent() && value.getAsLong() <= UNLIMITED ? OptionalLong.empty() : value;
  }

  private static List<Ulimit> ulimits(Section ulimits) {
    List<Ulimit> list = new ArrayList<>();
    ulimits
        .children()
        .forEach(
            (name, limit) -> {
              OptionalLong soft = limit.isMapping() ? limit.at("soft").integer() : limit.integer();
              OptionalLong hard = limit.isMapping() ? limit.at("hard").integer() : limit.integer();
              if (soft.isPresent() && hard.isPresent()) {
                list.add(new Ulimit(name, soft.getAsLong(), hard.getAsLong()));
              }
            });
    return list;
  }
}
