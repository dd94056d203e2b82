/** The state of a platform as the status API shows it. */
package rouse.core.status;
