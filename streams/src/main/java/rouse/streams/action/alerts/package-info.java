/** The topology that gathers alerts, and counts dead letters. */
package rouse.streams.action.alerts;
