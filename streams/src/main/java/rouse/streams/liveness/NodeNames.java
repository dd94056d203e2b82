package rouse.streams.liveness;

/** Names of the topology's nodes. */
final class NodeNames {
  static final String DETECT_SILENCE = "detect_silence";
  static final String WRITE_FACTS = "write_liveness_facts";
  static final String WRITE_TICKS = "write_ticks";
  static final String MOVE_BEATS = "move_strayed_beats";
  static final String WINDOW_LOAD = "window_load";
  static final String WRITE_LOAD_WINDOWS = "write_load_windows";
  static final String WRITE_LOAD_FACTS = "write_load_facts";
  static final String BRIDGE_BEATS = "bridge_original_heartbeats";
  static final String WRITE_BRIDGED_BEATS = "write_bridged_beats";
  static final String WRITE_BRIDGE_MARKS = "write_bridge_marks";
  static final String READ_DECLARATIONS = "read_declarations";
  static final String KEEP_DECLARED_NAMES = "keep_declared_names";

  private NodeNames() {}
}
