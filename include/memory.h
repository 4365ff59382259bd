/* Memory that there is. */
#ifndef EPISODED_MEMORY_H
#define EPISODED_MEMORY_H

#include <stddef.h>

/* How many bytes of memory this process may use: the machine's, or what the control groups that it
 * is in allow (cgroup v2, memory.max), whichever is less. */
size_t memory_limit(void);

#endif
