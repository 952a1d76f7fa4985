/* Golden files: texts that people read, kept so that a difference is read before it is accepted. */
#ifndef TESTS_KIT_GOLDEN_H
#define TESTS_KIT_GOLDEN_H

/* Fails the test when text is not what the file says, at the line where they part. With
 * GOLDEN=write in the environment the file is written anew instead. */
void golden_compare(const char *path, const char *text);

#endif
