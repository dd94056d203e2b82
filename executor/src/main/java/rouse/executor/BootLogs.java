package rouse.executor;

import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.LogClearing;
import rouse.executor.compose.model.ClearSpec;
import rouse.executor.http.BootPermission;

/** What earlier runs of the platform logged, which a boot clears once, when the decider lets it. */
final class BootLogs {
  private static final Logger LOG = LoggerFactory.getLogger(BootLogs.class);
  private final DeclaredFile file;
  private final ContainerSide containers;
  private final BootPermission permission;

  BootLogs(DeclaredFile file, ContainerSide containers, BootPermission permission) {
    this.file = file;
    this.containers = containers;
    this.permission = permission;
  }

  /**
   * Clears them; does nothing when nobody wishes the platform up.
   *
   * @throws rouse.executor.bootstrap.BootException when they cannot be cleared
   * @throws InterruptedException when the wait was called off
   */
  void clear(String wishedBy) throws InterruptedException {
    Optional<ClearSpec> clear = file.now().clear();
    if (wishedBy == null || clear.isEmpty()) {
      return;
    }
    if (permission.ask(file.bootRequest(containers.isIdle(), wishedBy))) {
      Map<String, Long> deleted = new LogClearing(BootProgress.SILENT).clear(clear.get());
      LOG.info("documents of earlier runs deleted: {}", deleted);
    }
  }
}
