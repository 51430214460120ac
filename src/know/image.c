/* The image that is compiled into the library, and the names of the closed lists of know.h. */
#include "image.h"

/* The Makefile makes PK_IMAGE_FILE first; the linker maps it read-only and pages it in as it is used. */
__asm__(".section .rodata\n"
        ".balign 64\n"
        ".hidden pk_image_bytes\n"
        ".globl pk_image_bytes\n"
        "pk_image_bytes:\n"
        ".incbin \"" PK_IMAGE_FILE "\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char pk_image_bytes[] __attribute__((visibility("hidden")));

const struct pk_know *pk_know_builtin(void) { return (const struct pk_know *)(const void *)pk_image_bytes; }
