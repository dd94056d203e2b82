/** Titles and texts of messages: small templates over named fields. */
package rouse.executor.notify.template;
