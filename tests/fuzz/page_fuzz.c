/* Any bytes as a page, which is the format of all that does not begin with '{'. */
#include <stdint.h>

#include "analysis.h"
#include "ingest.h"
#include "invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena *a = arena_create();
    struct failure f = {.code = OK};
    struct episode e;

    if (!a)
        return 0;
    if (ingest(a, (const char *)bytes, len, &e, &f) == OK) {
        check_ingested(&e);
        assert(analyse(a, &e, &f) == OK);
        check_analysed(&e);
    } else {
        assert(f.code == ERR_INPUT && f.message[0]);
    }
    arena_destroy(a);
    return 0;
}
