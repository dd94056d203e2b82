package rouse.streams.liveness;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import rouse.core.detection.LedgerView;
import rouse.core.detection.SilenceLedger;

/**
 * The ledger of one task as a state store, so that interactive queries find it. In memory and
 * without a changelog: a write per beat would cost more than all the rest of its way, and after a
 * restart everybody gets a fresh timeout anyway.
 */
public final class LastHeardStore implements StateStore {
  public static final String NAME = "last-heard";

  private volatile boolean open;
  private volatile LedgerView view;
  private int partition;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    partition = context.taskId().partition();
    context.register(root, (key, value) -> {});
    open = true;
  }

  /** Opens the ledger to readers. */
  void show(SilenceLedger ledger) {
    view = ledger.view();
  }

  /** The partition of the heartbeat topic. */
  int partition() {
    return partition;
  }

  /** Empty while the watches are being restored. */
  Optional<LedgerView> view() {
    return Optional.ofNullable(view);
  }

  @Override
  public void close() {
    open = false;
    view = null;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Builds it; there is nothing to configure. */
  static final class Builder implements StoreBuilder<LastHeardStore> {
    @Override
    public StoreBuilder<LastHeardStore> withCachingEnabled() {
      throw new UnsupportedOperationException("it is in memory already");
    }

    @Override
    public StoreBuilder<LastHeardStore> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<LastHeardStore> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("last-heard is volatile");
    }

    @Override
    public StoreBuilder<LastHeardStore> withLoggingDisabled() {
      return this;
    }

    @Override
    public LastHeardStore build() {
      return new LastHeardStore();
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public String name() {
      return NAME;
    }
  }
}
