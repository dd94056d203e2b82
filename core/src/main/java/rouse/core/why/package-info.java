/** Why something was done, and why not: events and states told in sentences. */
package rouse.core.why;
