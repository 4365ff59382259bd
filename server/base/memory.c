#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUPS "/sys/fs/cgroup"

enum { PATH_BYTES = 4096 };

static size_t machine(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    return pages > 0 && size > 0 ? (size_t)pages * (size_t)size : SIZE_MAX;
}

/* What a group allows; SIZE_MAX where it sets no limit ("max") or has no such file. */
static size_t limit_of(const char *group)
{
    char path[PATH_BYTES + sizeof GROUPS "/memory.max"], text[32] = "";
    FILE *file;

    snprintf(path, sizeof path, GROUPS "%s/memory.max", group);
    file = fopen(path, "re");
    if (!file)
        return SIZE_MAX;
    if (!fgets(text, sizeof text, file))
        text[0] = '\0';
    fclose(file);
    return text[0] >= '0' && text[0] <= '9' ? (size_t)strtoull(text, NULL, 10) : SIZE_MAX;
}

/* The group of this process, as /proc/self/cgroup tells it in the line "0::/its/path"; "" for the
 * uppermost. */
static void read_group(char group[PATH_BYTES])
{
    FILE *file = fopen("/proc/self/cgroup", "re");

    group[0] = '\0';
    while (file && fgets(group, PATH_BYTES, file)) {
        if (strncmp(group, "0::", 3) == 0) {
            memmove(group, group + 3, strlen(group + 3) + 1);
            group[strcspn(group, "\n")] = '\0';
            break;
        }
        group[0] = '\0';
    }
    if (file)
        fclose(file);
}

/* A group is bound by those that it is in, too. */
size_t memory_limit(void)
{
    char group[PATH_BYTES];
    size_t least = machine();

    read_group(group);
    for (;;) {
        size_t limit = limit_of(group);
        char *last = strrchr(group, '/');

        least = limit < least ? limit : least;
        if (!last)
            return least;
        *last = '\0';
    }
}
