/* A walk: an incident as a text that can be read from top to bottom, in Markdown. Lines that begin
 * with "> " are steps; the indented lines below them are what Slack showed then, and are compared.
 *
 *     > alice: declare sev1 checkout is down      types the slash command
 *     > bob mentions: update rolled back          mentions the bot in the incident's thread
 *     > carol presses Yes                         the newest button with this label
 *     > 25m                                       time passes
 *     > restart 3m                                the process dies, and starts again so much later
 *     > reload motus                              another playbook is loaded
 *
 * "@bob" in a step is the person U0BOB, and shown as such. Everything else is for the reader. */
#ifndef TESTS_KIT_WALK_H
#define TESTS_KIT_WALK_H

/* Walks the file at path, with the playbook of this name, and fails the test where Slack showed
 * something else. With WALKS=write in the environment the file is written anew instead. */
void walk(const char *path, const char *playbook);

#endif
