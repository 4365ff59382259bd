/* Any bytes as a document. What is taken must come out as a document that is taken again and
 * gives the same one. */
#include <stdint.h>
#include <string.h>

#include "analysis.h"
#include "document.h"
#include "ingest.h"
#include "invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char *understand(struct arena *a, const char *bytes, size_t len, struct failure *f)
{
    const char *document;
    struct episode e;

    if (ingest(a, bytes, len, &e, f) != OK)
        return NULL;
    check_ingested(&e);
    assert(analyse(a, &e, f) == OK);
    check_analysed(&e);
    document = document_of(a, &e);
    assert(document);
    return document;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena *a = arena_create();
    struct failure f = {.code = OK};
    const char *document, *again;

    if (!a)
        return 0;
    document = understand(a, (const char *)bytes, len, &f);
    if (document) {
        again = understand(a, document, strlen(document), &f);
        assert(again && strcmp(document, again) == 0);
    } else {
        assert(f.code == ERR_INPUT && f.message[0]);
    }
    arena_destroy(a);
    return 0;
}
