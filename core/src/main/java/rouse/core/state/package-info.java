/** What the decider knows of a platform, and the one way in which events change it. */
package rouse.core.state;
