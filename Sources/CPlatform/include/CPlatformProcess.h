// SPDX-License-Identifier: Apache-2.0
//
// Starting a process. In C because what it needs of posix_spawn is beyond POSIX and differs from system to system.
#ifndef LATEBIND_CPLATFORM_PROCESS_H
#define LATEBIND_CPLATFORM_PROCESS_H

#include <stdint.h>

/// Starts a program in a session of its own: stdin is /dev/null, stdout and stderr are the emptied file `log` (0600), no other
/// descriptor is open, no signal is blocked or ignored, the working directory is `folder`.
///
/// `file` is looked for on PATH if it has no "/". Returns 0 and the process id, or the errno of what failed, exec included.
int latebind_spawn(const char *file, char *const *arguments, char *const *environment, const char *folder, const char *log,
                   int32_t *pid);

#endif
