// SPDX-License-Identifier: Apache-2.0
//
// Prints those of the names on stdin that dlsym does not find in the library named as the argument.
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char name[256];
    void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!library) {
        printf("%s\n", dlerror());
        return 1;
    }
    while (scanf("%255s", name) == 1)
        if (!dlsym(library, name))
            printf("%s\n", name);
    return 0;
}
