/** Which of several notifiers sends a notification, when they differ in their channels. */
package rouse.executor.notify.route;
