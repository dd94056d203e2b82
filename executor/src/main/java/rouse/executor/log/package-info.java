/** The executor's ends of Kafka: what it writes and how its clients are set. */
package rouse.executor.log;
