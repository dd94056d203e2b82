package rouse.streams.liveness;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Rates and totals of what is out of the ordinary, among the metrics of Kafka Streams. */
final class LivenessMetrics {
  private final Sensor moved;
  private final Sensor buried;
  private final Sensor late;

  LivenessMetrics(ProcessorContext<Object, Object> context) {
    moved = sensor(context, "moved-beats");
    buried = sensor(context, "buried-beats");
    late = sensor(context, "late-load-windows");
  }

  /** A beat stood in a partition that is not its key's. */
  void moved() {
    moved.record();
  }

  /** A record could not be understood. */
  void buried() {
    buried.record();
  }

  /** A partition told its window of load when the fact about it was written already. */
  void late() {
    late.record();
  }

  private static Sensor sensor(ProcessorContext<Object, Object> context, String operation) {
    StreamsMetrics metrics = context.metrics();
    return metrics.addRateTotalSensor(
        "liveness", context.taskId().toString(), operation, RecordingLevel.INFO);
  }
}
