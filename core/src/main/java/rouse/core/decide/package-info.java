/** The decider: facts in, decisions out, one class of rules for each kind of fact. */
package rouse.core.decide;
