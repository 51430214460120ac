/* folder: a folder of files that gets its name when all of it is whole; until then it is NAME.part. */
#ifndef FOLDER_H
#define FOLDER_H

#include "cli.h"
#include "export.h"

struct folder {
  char *path, *part, *old;               /* NAME, NAME.part, NAME.old */
  bool (*ours)(const char *name);        /* may a file of this name be overwritten and removed? */
  bool made;                             /* NAME.part is there */
};

/* Makes NAME.part, empty. False, and *problem, when NAME holds files that are not ours: those would be lost. */
bool folder_open(struct folder *, const char *path, bool (*ours)(const char *), struct problem *);
/* complete: NAME.part becomes NAME, and what stood there before is removed. Else NAME.part stays if keep says so. Frees. */
bool folder_close(struct folder *, bool complete, bool keep, struct problem *);

/* A file in NAME.part, written in large pieces. All zero is none. */
struct folder_file { int fd; bool open; char name[48]; struct bytes waiting; };

bool folder_file_open(struct folder *, struct folder_file *, const char *name, struct problem *);
bool folder_file_add(struct folder_file *, const char *bytes, size_t n, struct problem *);
/* Writes what is left, makes it safe, closes; true for one that is not open. After a failure nothing is left open either. */
bool folder_file_close(struct folder_file *, struct problem *);

#endif
