/** From alerts that were decided to the few messages that people get of them. */
package rouse.core.alert;
