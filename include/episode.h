/* An episode: what ingest, analysis and store hand to each other.
 *
 * Everything an episode points to lives in the arena it was made in. Strings are valid,
 * NUL-terminated UTF-8 without blanks at either end. Numbers (of paragraphs, turns, chapters
 * ...) count from 1; 0 means none. Offsets are bytes of the paragraph's text, end exclusive;
 * api/ turns them into code points. Lines and columns (code points) count from 1 in the
 * source, 0 where there is none. */
#ifndef EPISODED_EPISODE_H
#define EPISODED_EPISODE_H

#include <stdbool.h>
#include <stddef.h>

/* ---- what ingest fills in ---- */

/* What the page itself does not say: from options, a sidecar or a document. NULL: unknown. */
struct episode_meta {
    const char *id; /* a slug; never NULL in a stored episode */
    const char *title, *show, *published, *link;
    const char *language; /* spoken: a BCP 47 tag such as "en" or "pt-BR" */
};

struct item {
    const char *text;
    unsigned line;
};

struct item_list {
    struct item *v;
    size_t n;
};

struct book {
    const char *title; /* without quotation marks */
    struct item_list authors;
    unsigned line;
};

struct book_list {
    struct book *v;
    size_t n;
};

/* A stretch of one paragraph. */
struct place {
    unsigned paragraph;
    size_t start, end;
};

struct place_list {
    struct place *v;
    size_t n;
};

/* ---- analysis: evidence ---- */

/* Paragraphs first to last, both included, and how well they support a claim, 0 to 1. */
struct evidence {
    unsigned first, last;
    double score;
};

struct evidence_list {
    struct evidence *v; /* best first; empty: nothing supports it well enough */
    size_t n;
};

struct takeaway {
    const char *text;
    unsigned line;
    struct evidence_list evidence; /* analysis; first == last in each */
};

struct takeaway_list {
    struct takeaway *v;
    size_t n;
};

struct chapter {
    unsigned number; /* as printed */
    const char *title;
    const char *summary; /* NULL where the chapter has none */
    unsigned line;
    struct evidence_list places; /* analysis: where it is discussed */
};

struct chapter_list {
    struct chapter *v; /* chapter n of the API is v[n - 1], whatever number is printed */
    size_t n;
};

enum verdict { VERDICT_EXACT, VERDICT_NEAR, VERDICT_CONDENSED, VERDICT_NOT_FOUND };
enum attribution { ATTRIBUTION_UNKNOWN, ATTRIBUTION_SAME, ATTRIBUTION_DIFFERS };
enum diff_op { DIFF_SAME, DIFF_DROPPED, DIFF_ADDED };

/* A run of the word-by-word comparison: said and quoted alike, said but dropped by the
 * quote, or in the quote alone. */
struct diff_run {
    enum diff_op op;
    const char *text;
};

struct diff {
    struct diff_run *v;
    size_t n;
};

struct quote {
    const char *text;          /* without its quotation marks */
    const char *attributed_to; /* the name as printed, or NULL */
    unsigned chapter;          /* n of the chapter it stands in, 0: none */
    unsigned line;
    /* analysis: */
    unsigned speaker; /* 1-based index into speakers of the one it is attributed to, or 0 */
    enum verdict verdict;
    double similarity; /* 0 to 1 */
    enum attribution attribution;
    struct place_list places; /* best place; several when it crosses paragraphs */
    struct diff diff;         /* empty when not_found */
    bool corrected;           /* its place was told by a correction */
};

struct quote_list {
    struct quote *v;
    size_t n;
};

/* ---- the transcript ---- */

enum part_kind { PART_CONTENT, PART_AD, PART_PROMO, PART_KINDS };

/* A run of sentences of one kind. The parts of a paragraph cover it without gaps: the blank
 * between two sentences belongs to the part before it. */
struct part {
    enum part_kind kind;
    size_t start, end;
    const char *sponsor; /* of an ad, where known; else NULL */
    bool corrected;      /* its kind was told by a correction */
};

struct paragraph {
    const char *text;
    unsigned turn;
    unsigned line, column; /* where text begins in the source */
    struct part *parts;    /* analysis; at least one */
    size_t part_count;
};

struct paragraph_list {
    struct paragraph *v; /* paragraph n is v[n - 1] */
    size_t n;
};

/* What follows one label. A transcript that begins without a label has a first turn whose
 * label is "". */
struct turn {
    const char *label;
    unsigned line;
    unsigned first, count; /* its paragraphs: first to first + count - 1; count may be 0 */
    unsigned speaker;      /* analysis: 1-based index into speakers, or 0: a label in doubt,
                              or a turn that is wholly somebody else's ad */
};

struct turn_list {
    struct turn *v; /* turn n is v[n - 1] */
    size_t n;
};

/* ---- analysis: speakers ---- */

enum role { ROLE_HOST, ROLE_GUEST, ROLE_SPONSOR, ROLE_CLIP, ROLE_OTHER, ROLES };

/* Where a spelling stands first. */
enum spelling_place {
    SPELLING_LABEL,
    SPELLING_GUESTS,
    SPELLING_PEOPLE,
    SPELLING_QUOTES, /* the name before a chapter's quote */
    SPELLING_PAGE,   /* any other section above the transcript */
    SPELLING_SPEECH, /* the words of the transcript */
    SPELLING_PLACES
};

struct spelling {
    const char *text;
    enum spelling_place where;
    unsigned line;      /* of its first appearance */
    unsigned count;     /* how often it stands there */
    const char *reason; /* why it is this speaker's, in words; NULL for the name itself */
};

/* Somebody whom a speaker may be, though the two were kept apart. */
struct doubt {
    unsigned speaker; /* 1-based index into speakers, 0: one who only stands in a list */
    const char *name;
    const char *reason; /* in words */
};

struct speaker {
    const char *id; /* slug of name, unique in the episode */
    const char *name;
    enum role role;
    const char *role_reason; /* in words */
    struct spelling *spellings;
    size_t spelling_count;
    unsigned turns; /* content only: ads and promos count for nobody */
    unsigned words;
    bool corrected; /* its spellings or role were told by a correction */
    struct doubt *doubts;
    size_t doubt_count;
};

struct speaker_list {
    struct speaker *v; /* in order of first appearance as a label */
    size_t n;
};

/* ---- corrections ---- */

enum correction_type {
    CORRECTION_MERGE, /* the spellings name and other are one speaker, called name */
    CORRECTION_SPLIT, /* the spelling name is a speaker of its own */
    CORRECTION_ROLE,  /* what the speaker with the spelling name is */
    CORRECTION_KIND,  /* what some words of a paragraph are */
    CORRECTION_QUOTE, /* the paragraph that a quote stands in */
    CORRECTION_TYPES
};

/* What a person says against the analysis, and what that hangs on: names on their spelling,
 * words on their paragraph's text or on themselves, a quote on its own text and the
 * paragraph's. Numbers and positions follow what they hang on when the page changes. What a
 * type does not need is 0 or NULL. */
struct correction {
    enum correction_type type;
    const char *name, *other;
    enum role role;
    enum part_kind kind;
    unsigned quote;     /* its number */
    unsigned paragraph; /* its number */
    size_t start, end;  /* code points of the paragraph */
    const char *digest; /* of the paragraph's text: see correction_digest */
    const char *text;   /* the words from start to end, or the quote's text */
    bool orphaned;      /* analysis: what it hangs on is gone, so it is not applied */
};

struct correction_list {
    struct correction *v; /* in the order they were made; of two about one thing the last holds */
    size_t n;
};

/* Something about the page that its author should look at. */
struct warning {
    unsigned line, column; /* 0: it is about none */
    const char *message;
};

struct warning_list {
    struct warning *v;
    size_t n;
};

struct episode {
    struct episode_meta meta;
    const char *primary_topic; /* lines joined by LF, or NULL */
    const char *overview;      /* the section Episode Summary; likewise */
    struct takeaway_list takeaways;
    struct chapter_list chapters;
    struct quote_list quotes; /* in page order; quote n of the API is v[n - 1] */
    struct item_list advice, about, people, companies, guests, content_warnings;
    struct book_list books;
    struct turn_list turns;
    struct paragraph_list paragraphs;
    struct speaker_list speakers;
    unsigned words;                     /* analysis: of the content, whoever speaks */
    struct correction_list corrections; /* from a person; see library.h */
    struct warning_list warnings;       /* from ingest; not stored */
};

/* The words that stand for these enums on every surface; static strings, indexed by the
 * enum. Defined in text/names.c. */
extern const char *const part_kind_names[PART_KINDS];
extern const char *const role_names[ROLES];
extern const char *const spelling_place_names[SPELLING_PLACES];
extern const char *const verdict_names[4];
extern const char *const attribution_names[3];
extern const char *const diff_op_names[3];
extern const char *const correction_type_names[CORRECTION_TYPES];

/* The index of name in names, or -1. */
int name_index(const char *const *names, size_t count, const char *name);

/* The number of the speaker with this id, from 1; 0: none. Defined there, too. */
unsigned speaker_number(const struct speaker_list *speakers, const char *id);

/* Whether somebody of this role, whose label stands over a part of this kind, is who is heard in
 * it: an ad is nobody's word but the sponsor's, and a sponsor's label says nothing of who speaks
 * behind its ad. Defined there, too. */
bool role_is_heard(enum role role, enum part_kind kind);

/* The number of who is heard in a part of the paragraph, or at a place (where it is of several
 * parts, in the longest stretch), of an episode with its parts and speakers; 0: not known. */
unsigned part_speaker(const struct episode *e, const struct paragraph *p, enum part_kind kind);
unsigned place_speaker(const struct episode *e, const struct place *place);

#endif
