/* Every handler that the route table names; each stands in the file of its resource. */
#ifndef EPISODED_API_HANDLERS_H
#define EPISODED_API_HANDLERS_H

#include "api.h"

handler_fn chapters_list, chapters_one;
handler_fn corrections_list;
handler_fn document_get, source_get;
handler_fn episode_get;
handler_fn episode_put, episode_delete;
handler_fn library_list;
handler_fn operations_index, operations_live, operations_metrics, operations_ready,
    operations_openapi;
handler_fn page_get, page_to_read;
handler_fn paragraphs_one;
handler_fn quotes_list, quotes_one;
handler_fn search_get;
handler_fn speakers_list, speakers_one;
handler_fn suggest_get;
handler_fn summary_get;
handler_fn transcript_get;
handler_fn turns_list;
handler_fn verify_claim;
handler_fn web_file;

#endif
