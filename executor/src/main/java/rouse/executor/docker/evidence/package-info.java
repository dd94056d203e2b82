/** What a container leaves behind: its last lines, how it ended, what it was; without secrets. */
package rouse.executor.docker.evidence;
