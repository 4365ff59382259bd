/* Inside cli/: the commands, and the inputs they share. */
#ifndef EPISODED_CLI_H
#define EPISODED_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "api.h"
#include "arena.h"
#include "config.h"
#include "db.h"
#include "episode.h"
#include "error.h"

/* Each command gets its own arguments (argv[0] is its name) and returns the exit status: 0,
 * 1 where something failed, 2 for a command line that is not valid. As grep does, search returns
 * 1 where nothing was found, and 2 for either failure. */
int cli_serve(int argc, char **argv);
int cli_load(int argc, char **argv);
int cli_search(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_correct(int argc, char **argv);
int cli_health(int argc, char **argv);

/* What a command says of itself. */
struct cli_help {
    const char *usage; /* one line or several, without "usage: " */
    const char *text;  /* what it does, in a paragraph or two */
};

/* Reads options (see config_read). Where the command is to go on: true. Else --help was
 * asked for and answered, or the failure was printed; *status is then the exit status. */
bool cli_options(const struct option *options, size_t count, const struct cli_help *help, int argc,
                 char **argv, int *rest, int *status);

/* Prints a failure as "episoded: [file[:line:column]: ]message" on stderr; returns 1, or 2
 * for ERR_USAGE. file may be NULL. */
int cli_report(const char *file, const struct failure *f);

/* The status that a command ends with which has printed all that it had to: 1, and that is told,
 * where not all of it could be written. */
int cli_end(int status);

/* True for what would command a terminal and not show there. */
bool cli_is_control(int32_t cp);

/* Prints text that others wrote: a control character shows as U+FFFD, LF and a tab as a blank.
 * Returns its columns on a terminal. */
size_t cli_print(FILE *out, const char *s, size_t len);

/* Prints the first code points of a text, in the same way, a sign if there is more, and LF. */
void cli_print_excerpt(const char *s, size_t len);

/* ---- signals ---- */

/* From now on SIGINT and SIGTERM ask for an end: the first is remembered, one more ends the process
 * at once. They are blocked in this thread and those it starts, and one of their own waits for
 * them: call it once, before there are others. ERR_IO. */
enum err signals_hold(struct failure *f);

/* The signal that asked for an end, or 0. */
int signals_came(void);

/* Ends the process as the signal that came would have, had it not been held; returns where none
 * did. */
void signals_obey(void);

/* Returns once a signal asked for an end; signals must be held. */
void signals_wait(void);

/* ---- inputs ---- */

/* A file to load. */
struct input {
    const char *path;  /* "-": standard input */
    const char *id;    /* of its episode; "" where none can be made of the name */
    const char *rival; /* path of another input with the same id, or NULL */
    bool named;        /* on the command line, not just found in a folder */
};

struct input_list {
    struct input *v;
    size_t n;
};

struct load_options {
    size_t max_bytes;                 /* of one input */
    const struct episode_meta *given; /* on the command line; id may be NULL */
    bool quiet;                       /* says only what failed */
    struct api_loads *loads;          /* counts each; may be NULL */
};

/* The inputs that paths name, in order; a folder gives the pages (.txt) and documents (.json), in
 * any letter case, below it, sorted. A file that is named more than once, in whatever way, is one
 * input, in the first place. A path that can't be read is an input too, which fails when it is
 * loaded. ERR_USAGE for metadata, but a language, with several inputs and for standard input
 * without an id.
 */
enum err inputs_collect(struct arena *a, char **paths, int count,
                        const struct load_options *options, struct input_list *out,
                        struct failure *f);

/* The bytes of a file or of standard input ("-"), in the arena; ERR_IO, ERR_TOO_LARGE. */
enum err input_read(struct arena *a, const char *path, size_t most, const char **bytes, size_t *len,
                    struct failure *f);

/* Metadata of an input: what was given, then its sidecar STEM.meta.json (or STEM.META.JSON),
 * then the id of the input. A failure names the sidecar in *where, which is NULL otherwise. */
enum err input_meta(struct arena *a, const struct input *input, const struct episode_meta *given,
                    struct episode_meta *out, const char **where, struct failure *f);

/* The token in a file, without blanks around it, in the arena. A failure names the file: one that
 * can't be read, or a token that is too short, or none that a header can carry. Warns of a file
 * that everybody can read. */
enum err token_read(struct arena *a, const char *path, const char **token, struct failure *f);

/* ---- loading, for load and serve ---- */

struct load_counts {
    size_t loaded, unchanged, failed;
    size_t left;       /* not tried, since the disk was full, or failed */
    bool named_failed; /* or left: one of those on the command line */
    bool ended;        /* by a signal */
};

/* Loads every input, and reports in their order; a signal that is held ends it between two, and a
 * full disk behind the first that it fails for, if that can't be stored alone either. Those
 * that are stored in one transaction are some megabytes together, or a single larger one; they are
 * reported once it is committed. */
void load_inputs(struct db *db, const struct input_list *inputs, const struct load_options *options,
                 struct load_counts *counts);

#endif
