/**
 * Load reports in windows of log time: panes per partition, and one fact per module and window.
 * Plain Java that is given reports and ticks in the order of the log.
 */
package rouse.core.load;
