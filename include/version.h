/* The version of this program, as --version and GET / tell it. */
#ifndef EPISODED_VERSION_H
#define EPISODED_VERSION_H

#define EPISODED_VERSION "0.1.0"

#endif
