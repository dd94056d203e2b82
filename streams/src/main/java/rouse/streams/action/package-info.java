/**
 * Action requests: what host machines ask for becomes sensor commands, displays and notifications.
 */
package rouse.streams.action;
