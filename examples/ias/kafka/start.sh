#!/bin/sh
# Formats the data folder when it is new, and runs the broker on it. ROUSE_MODULE is the name containers call it by.
set -eu
data=/var/lib/kafka
run() { java $KAFKA_JAVA_OPTIONS -cp '/opt/rouse/lib/*' "$@"; }

sed -e "s/@MODULE@/${ROUSE_MODULE:-kafka}/" -e "s/@HOST_PORT@/$KAFKA_HOST_PORT/" broker.properties >/tmp/broker.properties
if [ ! -f $data/meta.properties ]; then
  run kafka.tools.StorageTool format --ignore-formatted --config /tmp/broker.properties \
    --cluster-id "$(run kafka.tools.StorageTool random-uuid)"
fi
# a lock of a broker that was killed is nobody's
rm -f $data/.lock
exec java $KAFKA_JAVA_OPTIONS -cp '/opt/rouse/lib/*' kafka.Kafka /tmp/broker.properties
