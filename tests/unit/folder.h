/* For the tests that need a database file: a folder for the group of tests, and the file's path
 * in it. */
#ifndef EPISODED_TESTS_FOLDER_H
#define EPISODED_TESTS_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/episoded-test-XXXXXX";
static char path[64];

static inline int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/test.db", folder);
    return 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

#endif
