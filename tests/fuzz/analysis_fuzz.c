/* Any text as what the analysis compares: names that may be one, a quote and what was said.
 * The lines of the input are, in turn: a guest, a label, a quote, a takeaway; what follows is
 * said, and the quote once more amid it. */
#include <stdint.h>

#include "analysis.h"
#include "buf.h"
#include "ingest.h"
#include "invariants.h"

enum { FIELDS = 4 };

struct span {
    const char *s;
    size_t len;
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Cuts the next line off *s. */
static struct span next_line(const char **s, const char *end)
{
    const char *line = *s, *stop = end > line ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    size_t n = (size_t)((stop ? stop : end) - line);

    *s = stop ? stop + 1 : end;
    return (struct span){line, n};
}

static void add_field(struct buf *page, const char *before, struct span field, const char *after)
{
    buf_str(page, before);
    buf_add(page, field.s, field.len);
    buf_str(page, after);
}

/* The page whose claims are the fields; said under two labels. */
static void write_page(struct buf *page, const char *s, const char *end)
{
    struct span field[FIELDS];

    for (size_t i = 0; i < FIELDS; i++)
        field[i] = next_line(&s, end);
    add_field(page, "Guest Name(s):\n", field[0], "\nMain Takeaways\n");
    add_field(page, "", field[3], "\nEpisode Chapters\n1: One\nOf it. ");
    add_field(page, "", field[1], ": \"");
    add_field(page, "", field[2], "\"\nTranscript\n");
    add_field(page, "", field[1], "\n");
    add_field(page, "", (struct span){s, (size_t)(end - s)}, "\n");
    add_field(page, "", field[0], "\nThis episode is brought to you by ");
    add_field(page, "", field[2], "\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena *a = arena_create();
    struct failure f = {.code = OK};
    struct episode e;
    struct buf page;

    if (!a)
        return 0;
    buf_init(&page);
    write_page(&page, (const char *)bytes, (const char *)bytes + len);
    if (!page.failed && ingest(a, page.data, page.len, &e, &f) == OK) {
        check_ingested(&e);
        assert(analyse(a, &e, &f) == OK);
        check_analysed(&e);
    }
    buf_finish(&page);
    arena_destroy(a);
    return 0;
}
