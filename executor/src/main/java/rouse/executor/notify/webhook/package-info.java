/** JSON to web hooks and to the original fault-tolerance API. */
package rouse.executor.notify.webhook;
