// SPDX-License-Identifier: Apache-2.0
//
// Calls the functions whose names it reads, each with nothing but zeros and null pointers, and prints what they answer. Every
// parameter of theirs is a number or a pointer, which travel in the same registers; more of them than a function has do no harm
// on the platforms that the library is for.
#include <latebind/automation.h>

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments)
{
    char name[128];
    void *library = count > 1 ? dlopen(arguments[1], RTLD_NOW) : NULL;
    if (!library) {
        printf("%s\n", dlerror());
        return 1;
    }
    while (fgets(name, sizeof(name), stdin)) {
        unsigned (*function)(void *, void *, void *, void *, void *, void *, void *, void *);
        name[strcspn(name, "\n")] = 0;
        *(void **)&function = dlsym(library, name);
        if (!function) {
            printf("%s\tmissing\n", name);
            continue;
        }
        fflush(stdout);
        printf("%s\t%08x\n", name, function(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    }
    return 0;
}
