/** The decider and the observer run again over what was recorded, with this policy or another. */
package rouse.core.replay;
