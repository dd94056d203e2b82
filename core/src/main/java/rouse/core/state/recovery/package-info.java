/** What is remembered of an instance that is being brought back. */
package rouse.core.state.recovery;
