/**
 * Mail, SMS and webhooks, at least once: a message is done when what became of it is recorded, and
 * only then does the log move on.
 */
package rouse.executor.notify;
